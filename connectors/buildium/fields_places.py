"""The fields of properties, units and associations."""

from connectors.buildium import wire
from connectors.buildium.fields import (
    address,
    blocked,
    choice,
    email,
    flag,
    free_text,
    money,
    table,
    text,
    value,
    whole,
)
from connectors.buildium.wire import Row
from core.records import FieldValue
from core.schema import DataClass, FieldType

_COUNTS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight")
BEDROOMS = {
    "Studio": "0",
    **{f"{word}Bed": str(count) for count, word in enumerate(_COUNTS, start=1)},
    "NineBedPlus": "9",
}
BATHROOMS = {
    **{f"{word}Bath": str(count) for count, word in enumerate(_COUNTS[:5], start=1)},
    **{f"{word}PointFiveBath": f"{count}.5" for count, word in enumerate(_COUNTS[:4], start=1)},
    "FivePlusBath": "5",
}


def _manager(key: str) -> wire.Pick:
    return lambda row: wire.called(wire.inside(row, key))


def _is_studio(row: Row) -> FieldValue:
    told = row.get("UnitBedrooms")
    return told == "Studio" if isinstance(told, str) and told in BEDROOMS else None


PROPERTY = table(
    text("name", "Name", "Name"),
    *address(),
    whole("number_units", "Number of units", "NumberUnits"),
    whole("year_built", "Year built", "YearBuilt"),
    choice("rental_type", "Type", "RentalType", ("None", "Residential", "Commercial")),
    choice(
        "rental_sub_type",
        "Kind of building",
        "RentalSubType",
        (
            *("CondoTownhome", "MultiFamily", "SingleFamily", "Industrial", "Office"),
            *("Retail", "ShoppingCenter", "Storage", "ParkingSpace"),
        ),
    ),
    flag("is_active", "Is active", "IsActive"),
    value(
        "manager", "Property manager", FieldType.TEXT, DataClass.CONTACT, _manager("RentalManager")
    ),
    email("manager_email", "Property manager's e-mail", "RentalManager.Email"),
    free_text("structure_description", "Description of the building", "StructureDescription"),
    blocked("reserve", "Reserve", DataClass.MONEY),
    blocked("operating_bank_account_id", "Operating bank account", DataClass.RESTRICTED_ID),
)

ASSOCIATION = table(
    text("name", "Name", "Name"),
    *address(),
    whole("year_built", "Year built", "YearBuilt"),
    flag("is_active", "Is active", "IsActive"),
    value("manager", "Manager", FieldType.TEXT, DataClass.CONTACT, _manager("AssociationManager")),
    email("manager_email", "Manager's e-mail", "AssociationManager.Email"),
    free_text("description", "Description", "Description"),
    blocked("reserve", "Reserve", DataClass.MONEY),
    blocked("operating_bank_account", "Operating bank account", DataClass.RESTRICTED_ID),
    blocked("tax_information", "Tax information", DataClass.RESTRICTED_ID),
)

UNIT = table(
    text("unit_number", "Unit number", "UnitNumber", DataClass.PUBLIC),
    text("building_name", "Building", "BuildingName", DataClass.PUBLIC),
    *address(),
    value(
        "bedrooms",
        "Bedrooms",
        FieldType.NUMBER,
        DataClass.PUBLIC,
        wire.counted("UnitBedrooms", BEDROOMS),
    ),
    value("is_studio", "Is a studio", FieldType.BOOL, DataClass.PUBLIC, _is_studio),
    value(
        "bathrooms",
        "Bathrooms",
        FieldType.NUMBER,
        DataClass.PUBLIC,
        wire.counted("UnitBathrooms", BATHROOMS),
    ),
    whole("size", "Size", "UnitSize"),
    # Both are computed when asked for: a change of them need not bring the unit again.
    flag("is_listed", "Is listed", "IsUnitListed"),
    flag("is_occupied", "Is occupied", "IsUnitOccupied"),
    money("market_rent", "Market rent", "MarketRent"),
    free_text("description", "Description", "Description"),
)
