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
            {"op": "add", "path": "members", "value": [{"value": "nobody"}]},
        ],
    },
)
print(response.status_code, response.json()["scimType"])
#> 400 invalidValue
