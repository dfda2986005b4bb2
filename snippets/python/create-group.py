import os

import httpx

response = httpx.post(
    f"{os.environ['SCIM_BASE_URL']}/Groups",
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
os.environ["GROUP_ID"] = response.json()["id"]
print(response.json()["displayName"])
#> Checkout Team
