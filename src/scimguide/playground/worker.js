// The playground's Python: loaded once, then a question in and an answer out, both JSON.
// It runs beside the page, which can end it when an expression takes too long.
import { loadPyodide } from "./pyodide.mjs"

const folder = new URL("./", import.meta.url).href

async function start() {
  postMessage({ status: "Loading Python …" })
  const engine = fetch(`${folder}engine.zip`)
  const python = await loadPyodide({ indexURL: folder })
  postMessage({ status: "Loading the engine …" })
  const answer = await engine
  if (!answer.ok) throw new Error(`engine.zip: ${answer.status}`)
  python.unpackArchive(await answer.arrayBuffer(), "zip", { extractDir: "/engine" })
  python.runPython("import sys; sys.path.insert(0, '/engine')")
  const room = python.pyimport("scimguide.playground.answer")
  onmessage = ({ data }) => postMessage({ id: data.id, answer: room.answer(data.question) })
  postMessage({ starts: room.starts() })
}

start().catch((error) => postMessage({ failed: String(error.message || error) }))
