import os

import httpx

group_id = os.environ["GROUP_ID"]
response = httpx.patch(
    f"{os.environ['SCIM_BASE_URL']}/Groups/{group_id}",
    headers={
        "Authorization": f"Bearer {os.environ['SCIM_TOKEN']}",
        "Content-Type": "application/scim+json",
    },
    json={
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [
            {
                "op": "replace",
                "value": {"id": group_id, "displayName": "Payments Team"},
            },
        ],
    },
)
response.raise_for_status()
print(response.json()["displayName"])
#> Payments Team
