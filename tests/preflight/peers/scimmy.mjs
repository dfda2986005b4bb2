// SCIMMY with stores in memory, as its documentation declares resources.
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";
const stores = {User: new Map(), Group: new Map()};
let next = 1;
for (const [name, key] of [["User", "userName"], ["Group", "displayName"]]) {
  const store = stores[name];
  SCIMMY.Resources.declare(SCIMMY.Resources[name])
    .ingress((resource, data) => {
      const id = resource.id ?? String(next++);
      if (resource.id && !store.has(resource.id)) throw new SCIMMY.Types.Error(404, null, "gone");
      for (const [other, value] of store) if (other !== id && String(value[key]).toLowerCase() === String(data[key]).toLowerCase()) throw new SCIMMY.Types.Error(409, "uniqueness", "taken");
      const kept = JSON.parse(JSON.stringify(data)); kept.id = id; store.set(id, kept); return kept;
    })
    .egress((resource) => {
      if (!resource.id) return resource.filter ? resource.filter.match([...store.values()]) : [...store.values()];
      if (!store.has(resource.id)) throw new SCIMMY.Types.Error(404, null, "gone");
      return store.get(resource.id);
    })
    .degress((resource) => { if (!store.delete(resource.id)) throw new SCIMMY.Types.Error(404, null, "gone"); });
}
const app = express();
app.use("/scim/v2", new SCIMMYRouters({type: "bearer", handler: (request) => {
  if (request.header("Authorization") !== "Bearer token-of-the-peers") throw new Error("wrong token");
  return "peer";
}}));
app.listen(Number(process.argv[2]), "127.0.0.1");
