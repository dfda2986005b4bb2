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
        "Operations": [
            {
                "op": "replace",
                "path": "urn:ietf:params:scim:schemas:extension:testomat:2.0:User:testomat_roles",
                "value": ["manager", "billing"],
            },
        ],
    },
)
response.raise_for_status()
extension = response.json()["urn:ietf:params:scim:schemas:extension:testomat:2.0:User"]
print(extension["testomat_roles"])
#> ['manager', 'billing']
