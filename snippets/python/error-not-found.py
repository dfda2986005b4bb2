import os

import httpx

response = httpx.get(
    f"{os.environ['SCIM_BASE_URL']}/Users/nobody",
    headers={"Authorization": f"Bearer {os.environ['SCIM_TOKEN']}"},
)
print(response.status_code)
#> 404
