import os

import httpx

group_id = os.environ["GROUP_ID"]
response = httpx.put(
    f"{os.environ['SCIM_BASE_URL']}/Groups/{group_id}",
    headers={
        "Authorization": f"Bearer {os.environ['SCIM_TOKEN']}",
        "Content-Type": "application/scim+json",
    },
    json={
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "displayName": "Checkout Team",
        "members": [],
    },
)
response.raise_for_status()
print(response.json()["displayName"])
#> Checkout Team
