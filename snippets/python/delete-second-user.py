import os

import httpx

other_user_id = os.environ["OTHER_USER_ID"]
response = httpx.delete(
    f"{os.environ['SCIM_BASE_URL']}/Users/{other_user_id}",
    headers={"Authorization": f"Bearer {os.environ['SCIM_TOKEN']}"},
)
response.raise_for_status()
print(response.status_code)
#> 204
