import os

import httpx

user_id = os.environ["USER_ID"]
response = httpx.patch(
    f"{os.environ['SCIM_BASE_URL']}/Users/{user_id}",
    headers={
        "Authorization": f"Bearer {os.environ['SCIM_TOKEN']}",
        "Content-Type": "application/scim+json",
    },
    json={
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "value": {"active": False}}],
    },
)
response.raise_for_status()
print(response.json()["active"])
#> False
