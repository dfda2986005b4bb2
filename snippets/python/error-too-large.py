import os

import httpx

response = httpx.post(
    f"{os.environ['SCIM_BASE_URL']}/Users",
    headers={
        "Authorization": f"Bearer {os.environ['SCIM_TOKEN']}",
        "Content-Type": "application/scim+json",
    },
    content=b" " * 1048577,
)
print(response.status_code)
#> 413
