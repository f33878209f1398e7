"""What a competent script does without us: read Clio's people, upsert them to HubSpot in batches.

Plain hubspot-api-client 12: no matching, no ledger, no privacy gate, no pacing. Connection
details on standard input, figures on standard output. Imports are not counted.
"""

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx
from hubspot import HubSpot
from hubspot.crm.contacts import (
    BatchInputSimplePublicObjectBatchInputUpsert,
    SimplePublicObjectBatchInputUpsert,
)

FIELDS = (
    "id,first_name,last_name,title,prefix,primary_email_address,primary_phone_number,"
    "primary_address{street,city,province,postal_code,country}"
)


def people(clio: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    headers = {"Authorization": f"Bearer {clio['credentials']['access_token']}"}
    url: str | None = f"{clio['address']}/api/v4/contacts.json"
    params: dict[str, str] | None = {
        "type": "Person",
        "fields": FIELDS,
        "limit": "200",
        "order": "id(asc)",
    }
    with httpx.Client(headers=headers, timeout=30) as client:
        while url:
            body = client.get(url, params=params).raise_for_status().json()
            yield body["data"]
            url, params = body["meta"]["paging"].get("next"), None


def contact(row: dict[str, Any]) -> SimplePublicObjectBatchInputUpsert:
    address = row.get("primary_address") or {}
    email = f"peer-{row['id']}@example.com"
    values = {
        "email": email,
        "firstname": row.get("first_name"),
        "lastname": row.get("last_name"),
        "jobtitle": row.get("title"),
        "salutation": row.get("prefix"),
        "phone": row.get("primary_phone_number"),
        "address": address.get("street"),
        "city": address.get("city"),
        "state": address.get("province"),
        "zip": address.get("postal_code"),
        "country": address.get("country"),
    }
    return SimplePublicObjectBatchInputUpsert(
        id=email,
        id_property="email",
        object_write_trace_id=str(row["id"]),
        properties={key: value for key, value in values.items() if value},
    )


def main() -> None:
    ends = json.load(sys.stdin)
    credentials = ends["hubspot"]["credentials"]
    token = credentials.get("access_token") or credentials["token"]
    wall, cpu = time.perf_counter(), time.process_time()
    batches = HubSpot(access_token=token, host=ends["hubspot"]["address"]).crm.contacts.batch_api
    waiting: list[SimplePublicObjectBatchInputUpsert] = []
    for page in people(ends["clio"]):
        waiting.extend(contact(row) for row in page)
        while len(waiting) >= 100:
            batch, waiting = waiting[:100], waiting[100:]
            batches.upsert(
                batch_input_simple_public_object_batch_input_upsert=(
                    BatchInputSimplePublicObjectBatchInputUpsert(inputs=batch)
                )
            )
    figures = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
