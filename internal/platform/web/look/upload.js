// A form with [data-upload] sends its file in parts (tus 1.0) and then itself with
// the upload's name in place of the file, so that a broken line costs one part.
// Without JavaScript the form sends the file as it is.
const FIRST = 1 << 20, LEAST = 256 << 10, MOST = 8 << 20; // bytes of a part
const TRIES = 12; // in a row without progress; with the pauses about six minutes

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const headers = (more) => ({ "Tus-Resumable": "1.0.0", Accept: "application/problem+json", ...more });

async function problem(answer) {
  try {
    const body = await answer.json();
    return [body.detail, ...(body.errors || []).map((e) => [e.detail !== body.detail ? e.detail : "", e.hint].filter(Boolean).join(" "))].filter(Boolean).join(" ");
  } catch {
    return String(answer.status);
  }
}

const refused = async (answer) => Object.assign(new Error(await problem(answer)), { signedOut: answer.status === 401 });

async function begin(path, file) {
  const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)));
  const answer = await fetch(path, { method: "POST", headers: headers({ "Upload-Length": file.size, "Upload-Metadata": "filename " + name }) });
  if (answer.status !== 201) throw await refused(answer);
  return answer.headers.get("Location");
}

// What was sent of a file before, in this window, goes on where it stopped: also
// after a session that was over, or a page that was loaded anew.
const keyOf = (file) => "upload:" + [file.name, file.size, file.lastModified].join("|");

async function resume(file) {
  const at = sessionStorage.getItem(keyOf(file));
  if (!at) return null;
  const head = await fetch(at, { method: "HEAD", headers: headers() });
  const offset = head.ok ? parseInt(head.headers.get("Upload-Offset"), 10) : NaN;
  return offset >= 0 && offset <= file.size ? { at, offset } : null;
}

async function send(at, offset, file, told) {
  let size = FIRST, tries = 0;
  while (offset < file.size) {
    const began = Date.now();
    let answer;
    try {
      answer = await fetch(at, { method: "PATCH", headers: headers({ "Content-Type": "application/offset+octet-stream", "Upload-Offset": offset }), body: file.slice(offset, offset + size) });
    } catch {
      answer = null;
    }
    if (answer && answer.status === 204) {
      offset = parseInt(answer.headers.get("Upload-Offset"), 10);
      tries = 0;
      if (Date.now() - began < 2000) size = Math.min(size * 2, MOST);
      told(offset / file.size, false);
      continue;
    }
    if (answer && answer.status >= 400 && answer.status < 500 && ![409, 423, 429, 460].includes(answer.status)) throw await refused(answer);
    if (++tries > TRIES) throw new Error("");
    size = Math.max(size >> 1, LEAST);
    told(offset / file.size, true);
    await wait(Math.min(1000 * 2 ** tries, 30000));
    try {
      const head = await fetch(at, { method: "HEAD", headers: headers() });
      if (head.ok) offset = parseInt(head.headers.get("Upload-Offset"), 10);
      else if (head.status === 404) throw new TypeError("gone");
    } catch (e) {
      if (e.message === "gone") throw new Error("");
    }
  }
}

function setUp(form) {
  const input = form.querySelector("input[type=file]");
  const note = form.querySelector("[data-upload-note]");
  form.addEventListener("submit", async (event) => {
    const file = input.files[0];
    if (!file || form.dataset.sent) return;
    event.preventDefault();
    const button = form.querySelector("button[type=submit], button:not([type])");
    button.disabled = true;
    note.hidden = false;
    const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });
    const told = (part, cut) => { note.textContent = (cut ? form.dataset.cut : form.dataset.going).replace("{part}", percent.format(part)); };
    try {
      told(0, false);
      const before = await resume(file);
      const at = before ? before.at : await begin(form.dataset.upload, file);
      sessionStorage.setItem(keyOf(file), at);
      await send(at, before ? before.offset : 0, file, told);
      sessionStorage.removeItem(keyOf(file));
      const id = document.createElement("input");
      id.type = "hidden";
      id.name = "upload";
      id.value = at.split("/").pop();
      form.append(id);
      input.disabled = true; // its bytes are there
      form.dataset.sent = "1";
      button.disabled = false;
      form.requestSubmit(button);
    } catch (e) {
      // Whoever has to sign in again chooses the same file again and goes on.
      note.textContent = e.signedOut ? e.message + " " + form.dataset.failed : e.message || form.dataset.failed;
      button.disabled = false;
    }
  });
}

document.querySelectorAll("form[data-upload]").forEach(setUp);
