import os

import httpx

response = httpx.get(
    f"{os.environ['SCIM_BASE_URL']}/Users",
    headers={"Authorization": "Bearer wrong-token"},
    params={"startIndex": 1, "count": 2},
)
print(response.status_code)
#> 401
