"""The addresses that the clean schema leaves out, with the SDK's types of both directions.

`{type}` and the like stand for the names that the SDK's parameters have. The SDK speaks of
2026-03; only the version differs.
"""

import re
from dataclasses import dataclass
from typing import Any

from hubspot_sdk.types import account, auth, crm, shared
from hubspot_sdk.types.crm import associations as ties
from hubspot_sdk.types.crm import associations_schema, objects, properties
from hubspot_sdk.types.crm.objects import contacts
from hubspot_sdk.types.shared_params.association_spec import AssociationSpec

AT = "/crm/objects/2026-09/{object_type}"
PROPERTIES = "/crm/properties/2026-09/{object_type}"
TIES = "/crm/associations/2026-09/{from_object_type}/{to_object_type}"
LINES = "/crm/pipelines/2026-09/{object_type}"
TOKEN = "/oauth/2026-03/token"
SCHEMAS = "/crm-object-schemas/2026-09/schemas"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address. None: no query or body; no body in the answer."""

    method: str
    path: str
    sent: Any = None  # a GET's is its query, others' their body
    answered: Any = None
    status: int = 200

    @property
    def given(self) -> frozenset[str]:
        """Return the parameters that stand in the path."""
        return frozenset(re.findall(r"{(\w+)}", self.path))

    def matches(self, method: str, path: str) -> bool:
        pattern = re.sub(
            r"{\w+}", "[^/]+", re.escape(self.path).replace(r"\{", "{").replace(r"\}", "}")
        )
        return method == self.method and re.fullmatch(pattern, path) is not None


ENDPOINTS = (
    Endpoint("GET", "/account-info/2026-09/details", None, account.PortalInformationResponse),
    Endpoint(
        "GET",
        "/account-info/2026-09/api-usage/daily/private-apps",
        None,
        account.CollectionResponseAPIUsageNoPaging,
    ),
    Endpoint(
        "GET",
        "/crm/owners/2026-09",
        crm.OwnerListParams,
        crm.CollectionResponsePublicOwnerForwardPaging,
    ),
    Endpoint("GET", "/crm/owners/2026-09/{owner_id}", crm.OwnerGetParams, crm.PublicOwner),
    Endpoint(
        "POST",
        "/crm/objects/2026-09/contacts/gdpr-delete",
        objects.ContactGdprDeleteParams,
        status=204,
    ),
    Endpoint("POST", f"{AT}/merge", objects.ContactMergeParams, crm.SimplePublicObject),
    Endpoint("POST", f"{AT}/batch/archive", contacts.BatchDeleteParams, status=204),
    Endpoint("GET", PROPERTIES, crm.PropertyListParams, crm.CollectionResponsePropertyNoPaging),
    Endpoint("POST", PROPERTIES, crm.PropertyCreateParams, shared.Property, 201),
    Endpoint(
        "GET",
        f"{PROPERTIES}/groups",
        properties.GroupListParams,
        shared.CollectionResponsePropertyGroupNoPaging,
    ),
    Endpoint(
        "POST", f"{PROPERTIES}/groups", properties.GroupCreateParams, shared.PropertyGroup, 201
    ),
    Endpoint(
        "GET",
        f"{PROPERTIES}/groups/{{group_name}}",
        properties.GroupGetParams,
        shared.PropertyGroup,
    ),
    Endpoint(
        "PATCH",
        f"{PROPERTIES}/groups/{{group_name}}",
        properties.GroupUpdateParams,
        shared.PropertyGroup,
    ),
    Endpoint("DELETE", f"{PROPERTIES}/groups/{{group_name}}", status=204),
    Endpoint(
        "POST",
        f"{PROPERTIES}/batch/create",
        properties.BatchCreateParams,
        crm.BatchResponseProperty,
        201,
    ),
    Endpoint(
        "POST", f"{PROPERTIES}/batch/read", properties.BatchGetParams, crm.BatchResponseProperty
    ),
    Endpoint("POST", f"{PROPERTIES}/batch/archive", properties.BatchDeleteParams, status=204),
    Endpoint("GET", f"{PROPERTIES}/{{property_name}}", crm.PropertyGetParams, shared.Property),
    Endpoint("PATCH", f"{PROPERTIES}/{{property_name}}", crm.PropertyUpdateParams, shared.Property),
    Endpoint("DELETE", f"{PROPERTIES}/{{property_name}}", status=204),
    Endpoint("GET", LINES, None, crm.CollectionResponsePipelineNoPaging),
    Endpoint("POST", LINES, crm.PipelineCreateParams, crm.Pipeline, 201),
    Endpoint("GET", f"{LINES}/{{pipeline_id}}", None, crm.Pipeline),
    Endpoint("PATCH", f"{LINES}/{{pipeline_id}}", crm.PipelineUpdateParams, crm.Pipeline),
    Endpoint(
        "GET", f"{LINES}/{{pipeline_id}}/stages", None, crm.CollectionResponsePipelineStageNoPaging
    ),
    Endpoint(
        "POST",
        f"{LINES}/{{pipeline_id}}/stages",
        crm.PipelineCreateStageParams,
        crm.PipelineStage,
        201,
    ),
    Endpoint(
        "PATCH",
        f"{LINES}/{{pipeline_id}}/stages/{{stage_id}}",
        crm.PipelineUpdateStageParams,
        crm.PipelineStage,
    ),
    Endpoint("GET", f"{TIES}/labels", None, crm.CollectionResponseAssociationSpecWithLabelNoPaging),
    Endpoint(
        "POST",
        f"{TIES}/labels",
        associations_schema.LabelCreateLabelParams,
        crm.CollectionResponseAssociationSpecWithLabelNoPaging,
    ),
    Endpoint(
        "POST",
        f"{TIES}/batch/create",
        ties.BatchCreateParams,
        crm.BatchResponseLabelsBetweenObjectPair,
        201,
    ),
    Endpoint(
        "POST",
        f"{TIES}/batch/read",
        ties.BatchGetParams,
        crm.BatchResponsePublicAssociationMultiWithLabel,
    ),
    Endpoint("POST", f"{TIES}/batch/archive", ties.BatchDeleteParams, status=204),
    Endpoint("POST", f"{TIES}/batch/labels/archive", ties.BatchDeleteLabelsParams, status=204),
    Endpoint(
        "POST",
        f"{TIES}/batch/associate/default",
        ties.BatchCreateDefaultParams,
        crm.BatchResponsePublicDefaultAssociation,
    ),
    Endpoint(
        "GET",
        f"{AT}/{{object_id}}/associations/{{to_object_type}}",
        crm.AssociationListParams,
        crm.CollectionResponseMultiAssociatedObjectWithLabelForwardPaging,
    ),
    Endpoint(
        "PUT",
        f"{AT}/{{object_id}}/associations/default/{{to_object_type}}/{{to_object_id}}",
        None,
        crm.BatchResponsePublicDefaultAssociation,
    ),
    Endpoint(
        "PUT",
        f"{AT}/{{object_id}}/associations/{{to_object_type}}/{{to_object_id}}",
        list[AssociationSpec],
        crm.LabelsBetweenObjectPair,
        201,
    ),
    Endpoint(
        "DELETE", f"{AT}/{{object_id}}/associations/{{to_object_type}}/{{to_object_id}}", status=204
    ),
    Endpoint(
        "GET", SCHEMAS, crm.ObjectSchemaListParams, crm.CollectionResponseObjectSchemaNoPaging
    ),
    Endpoint("GET", f"{SCHEMAS}/{{object_type}}", crm.ObjectSchemaGetParams, crm.ObjectSchema),
    Endpoint("GET", "/crm/limits/2026-09/custom-properties", None, crm.CustomPropertyLimitResponse),
    Endpoint("POST", TOKEN, auth.OAuthCreateTokenParams, auth.AccessTokenResponse),
    Endpoint(
        "POST", f"{TOKEN}/introspect", auth.OAuthIntrospectTokenParams, auth.TokenInfoResponseBaseIf
    ),
    Endpoint("POST", f"{TOKEN}/revoke", auth.OAuthRevokeTokenParams, dict[str, str]),
    Endpoint("DELETE", "/appinstalls/2026-03/external-install", status=204),
)


def find_endpoint(method: str, path: str) -> Endpoint | None:
    return next((one for one in ENDPOINTS if one.matches(method, path)), None)
