import os

import httpx

response = httpx.get(
    f"{os.environ['SCIM_BASE_URL']}/Users",
    headers={"Authorization": f"Bearer {os.environ['SCIM_TOKEN']}"},
    params={"filter": "userName eq"},
)
print(response.status_code, response.json()["scimType"])
#> 400 invalidFilter
