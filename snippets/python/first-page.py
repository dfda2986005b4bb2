import os

import httpx

response = httpx.get(
    f"{os.environ['SCIM_BASE_URL']}/Users",
    headers={"Authorization": f"Bearer {os.environ['SCIM_TOKEN']}"},
    params={"startIndex": 1, "count": 1},
)
response.raise_for_status()
print(response.json()["itemsPerPage"])
#> 1
