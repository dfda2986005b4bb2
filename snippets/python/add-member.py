import os

import httpx

group_id = os.environ["GROUP_ID"]
user_id = os.environ["USER_ID"]
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
                "op": "add",
                "path": "members",
                "value": [
                    {"value": user_id, "display": "ada.quill@example.com"},
                ],
            },
        ],
    },
)
response.raise_for_status()
print(response.json()["members"][0]["display"])
#> ada.quill@example.com
