import os

import httpx

response = httpx.get(
    f"{os.environ['SCIM_BASE_URL']}/Users",
    headers={"Authorization": f"Bearer {os.environ['SCIM_TOKEN']}"},
    params={"filter": 'userName co "example.com"'},
)
print(response.status_code)
#> 501
