// @ts-check
/** The API as its own OpenAPI document tells it. */

import { ask } from "../shared/api.js";
import { html, render, useEffect, useState } from "../shared/html.js";
import { Languages, ProblemNotice } from "../shared/ui.js";
import { loadWords, localeOf, nameDocument } from "../shared/words.js";

const METHODS = ["get", "post", "put", "patch", "delete"];

function App() {
  const [locale, setLocale] = useState(localeOf(location.search, navigator.languages));
  const [page, setPage] = useState(null);
  const [spec, setSpec] = useState(null);
  const [problem, setProblem] = useState(null);
  useEffect(() => {
    loadWords(locale, "api").then((say) => setPage({ say, locale, vocabulary: {} }));
    ask("GET", "/openapi.json", { locale }).then(({ data }) => setSpec(data), setProblem);
  }, [locale]);
  useEffect(() => {
    if (!page) return;
    nameDocument(page.locale, `${page.say("name")} · ${page.say("api.title")}`);
  }, [page]);
  if (!page) return null;
  const { say } = page;
  return html`<main class="sheet">
    <p class="sheet-top"><a class="brand" href="/"><img src="/web/shared/icon.svg" alt="" width="28" height="28" />${say("name")}</a><${Languages} page=${page} onChange=${setLocale} /></p>
    <h1>${say("api.title")}${spec && ` ${spec.info.version}`}</h1>
    <p class="lead">${say("api.lead")} <a href="/api/v1/openapi.json">${say("api.document")}</a></p>
    <${ProblemNotice} problem=${problem} page=${page} />
    ${spec && html`<${Operations} spec=${spec} say=${say} /><h2>${say("api.schemas")}</h2>
      ${Object.entries(spec.components?.schemas ?? {}).map(([name, schema]) => html`<${OneSchema} key=${name} name=${name} schema=${schema} say=${say} />`)}`}
  </main>`;
}

function Operations({ spec, say }) {
  const operations = Object.entries(spec.paths).flatMap(([path, item]) => METHODS.filter((method) => method in item).map((method) => ({ path, method, said: item[method] })));
  return operations.map(({ path, method, said }) => html`<details class="card operation" key=${method + path}>
    <summary><span class=${`method method-${method}`}>${method.toUpperCase()}</span> <code>${path}</code> <span class="help">${said.summary ?? ""}</span></summary>
    ${said.description && html`<p>${said.description}</p>`}
    <${Parameters} parameters=${said.parameters ?? []} say=${say} />
    ${said.requestBody && html`<h3>${say("api.body")}</h3>${Object.entries(said.requestBody.content ?? {}).map(([type, { schema }]) => html`<p><code>${type}</code> <${Type} schema=${schema} /></p>`)}`}
    <h3>${say("api.answers")}</h3>
    <ul>${Object.entries(said.responses ?? {}).map(([status, answer]) => html`<li><b>${status}</b> ${answer.description ?? ""}
      ${Object.values(answer.content ?? {}).map(({ schema }) => html` <${Type} schema=${schema} />`)}</li>`)}</ul>
  </details>`);
}

function Parameters({ parameters, say }) {
  if (parameters.length === 0) return null;
  return html`<h3>${say("api.parameters")}</h3><ul>${parameters.map((one) => html`<li><code>${one.name ?? one.$ref}</code> <span class="help">${one.in}${one.required && ` · ${say("api.required")}`}</span> <${Type} schema=${one.schema} /></li>`)}</ul>`;
}

function OneSchema({ name, schema, say }) {
  return html`<details class="card operation" id=${`schema-${name}`}>
    <summary><code>${name}</code></summary>
    <ul>${Object.entries(schema.properties ?? {}).map(([field, type]) => html`<li><code>${field}</code> <${Type} schema=${type} />
      ${schema.required?.includes(field) && html` <span class="help">${say("api.required")}</span>`}</li>`)}</ul>
  </details>`;
}

/** A type in a few words. */
function Type({ schema }) {
  if (!schema) return null;
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1);
    const open = () => document.getElementById(`schema-${name}`)?.setAttribute("open", "");
    return html`<a href=${`#schema-${name}`} onClick=${open}>${name}</a>`;
  }
  const parts = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (parts) return parts.map((part, index) => html`${index > 0 && " | "}<${Type} schema=${part} />`);
  if (schema.items) return html`[<${Type} schema=${schema.items} />]`;
  const limits = [schema.format, schema.enum?.join(" | "), bound(schema.minLength ?? schema.minimum, schema.maxLength ?? schema.maximum)].filter(Boolean);
  return html`<span class="type">${[schema.type ?? "any"].flat().join(" | ")}${limits.length > 0 && ` (${limits.join("; ")})`}</span>`;
}

function bound(least, most) {
  return least === undefined && most === undefined ? "" : `${least ?? ""}…${most ?? ""}`;
}

const root = document.getElementById("app");
if (root) render(html`<${App} />`, root);
