// Only on pages with a form that keeps its answers one by one (data-keep). What
// is typed goes into a queue in the browser at once and to the server in order;
// the queue outlives a broken line, a session that is over and a closed window.
// Without JavaScript the form is sent whole by its button.
const form = document.querySelector("form[data-keep]");

if (form) {
  const words = form.dataset;
  const bar = document.querySelector("[data-kept]");
  const store = "keep:" + words.keepKey;
  const sent = new Set(); // items whose edit is on its way
  let timer = 0, wait = 0, busy = false, halted = false;

  const read = () => {
    try { return JSON.parse(localStorage.getItem(store)) || []; } catch { return []; }
  };
  const write = (queue) => {
    try { localStorage.setItem(store, JSON.stringify(queue)); } catch { say(words.full, "low"); }
  };
  const name = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
  const ask = (item) => form.querySelector('[data-item="' + CSS.escape(item) + '"]');
  const say = (text, tone) => {
    if (!bar) return;
    bar.textContent = text;
    bar.dataset.tone = tone || "";
  };

  // What stands in the inputs of an item.
  const typed = (box) => {
    const out = { value: "", na: "", reason: "" };
    for (const one of box.querySelectorAll("[data-part]")) {
      const part = one.dataset.part;
      if (one.type === "radio" || one.type === "checkbox") { if (one.checked) out[part] = one.value; }
      else out[part] = one.value;
    }
    return out;
  };
  const fill = (box, value) => {
    for (const one of box.querySelectorAll("[data-part]")) {
      const wanted = value[one.dataset.part] || "";
      if (one.type === "radio" || one.type === "checkbox") one.checked = one.value === wanted && wanted !== "" || (one.type === "radio" && one.value === wanted);
      else if (one !== document.activeElement || one.value !== wanted) one.value = wanted;
    }
  };
  const fault = (box, text) => {
    const room = box.querySelector("[data-fault]");
    room.textContent = text || "";
    room.hidden = !text;
    box.classList.toggle("wrong", !!text);
  };

  const enqueue = (item) => {
    const box = ask(item);
    const queue = read();
    const at = queue.findIndex((e) => e.item === item && !sent.has(e.op));
    const edit = { op: name(), item, base: Number(box.dataset.version), ...typed(box) };
    if (at >= 0) { edit.base = queue[at].base; queue[at] = edit; }
    else queue.push(edit);
    write(queue);
    fault(box, "");
    say(words.waiting.replace("{count}", queue.length));
  };

  const soon = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  };

  const done = (op) => write(read().filter((e) => e.op !== op));

  async function send() {
    clearTimeout(timer);
    if (busy || halted) return;
    const edit = read().find((e) => !e.wrong);
    if (!edit) return;
    busy = true;
    sent.add(edit.op);
    say(words.saving);
    let answer, body = null;
    try {
      answer = await fetch(words.keep, {
        method: "POST", redirect: "manual", credentials: "same-origin",
        headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ op: edit.op, item: edit.item, base: edit.base, value: edit.value, na: edit.na, reason: edit.reason }),
      });
      if ((answer.headers.get("Content-Type") || "").includes("json")) body = await answer.json();
    } catch {
      answer = null;
    }
    busy = false;
    sent.delete(edit.op);
    judge(edit, answer, body);
  }

  function judge(edit, answer, body) {
    const box = ask(edit.item);
    if (!answer || answer.status === 502 || answer.status === 504) {
      wait = Math.min(30000, (wait || 1000) * 2);
      say(words.offline, "middle");
      return soon(wait);
    }
    if (answer.status === 429 || answer.status === 503) {
      wait = 1000 * Math.max(1, Number(answer.headers.get("Retry-After")) || 2);
      say(words.offline, "middle");
      return soon(wait);
    }
    wait = 0;
    if (answer.status === 200 && body) {
      // Later edits of the same item were made of this one.
      write(read().filter((e) => e.op !== edit.op).map((e) => (e.item === edit.item ? { ...e, base: body.late ? e.base : body.version } : e)));
      if (box && !body.late) box.dataset.version = body.version;
      if (box) fault(box, body.late);
      for (const id of Object.keys(body.parts || {})) {
        const room = document.getElementById(id);
        if (room) room.innerHTML = body.parts[id];
      }
      const left = read().filter((e) => !e.wrong).length;
      say(left ? words.waiting.replace("{count}", left) : words.saved.replace("{time}", body.at), "good");
      return left ? soon(0) : undefined;
    }
    if (answer.status === 409 && body && body.lost && !box) {
      // Its input stands on another page, where both values will be shown.
      write(read().map((e) => (e.op === edit.op ? { ...e, wrong: true } : e)));
      say(words.conflict, "middle");
      return soon(0);
    }
    if (answer.status === 409 && body && body.lost && box) {
      done(edit.op);
      write(read().filter((e) => e.item !== edit.item));
      say(words.conflict, "middle");
      meet(box, edit, body.lost);
      return soon(0);
    }
    if (answer.status === 422 && body) {
      write(read().map((e) => (e.op === edit.op ? { ...e, wrong: true } : e)));
      if (box) fault(box, body.detail);
      say(words.unsaved, "middle");
      return soon(0);
    }
    if (body && answer.status !== 401 && !/session|confirm|second|password/.test(body.errors && body.errors[0] ? body.errors[0].key : "")) {
      // Refused for good: what was typed stays in the browser.
      halted = true;
      return say(body.detail || words.unsaved, "low");
    }
    say(words.session, "middle");
    soon(15000);
  }

  // Two values met: both stand there, and the person chooses.
  function meet(box, edit, lost) {
    const room = box.querySelector("[data-lost]");
    room.hidden = false;
    room.querySelector("[data-mine]").textContent = edit.na ? words.inapplicable : edit.value;
    room.querySelector("[data-theirs]").textContent = lost.shown;
    room.querySelector("[data-who]").textContent = lost.who;
    box.dataset.version = lost.version;
    const end = () => { room.hidden = true; };
    room.querySelector("[data-keep-mine]").onclick = () => { end(); enqueue(edit.item); soon(0); };
    room.querySelector("[data-keep-theirs]").onclick = () => {
      end();
      fill(box, { value: lost.value, na: lost.na, reason: lost.reason });
      say(words.saved.replace("{time}", lost.at), "good");
    };
  }

  const itemOf = (target) => {
    const box = target.closest && target.closest("[data-item]");
    return box && target.dataset.part ? box.dataset.item : "";
  };
  form.addEventListener("input", (event) => {
    const item = itemOf(event.target);
    if (item) { enqueue(item); soon(800); }
  });
  form.addEventListener("change", (event) => {
    if (itemOf(event.target)) soon(0);
  });
  form.addEventListener("submit", (event) => {
    // Everything is on its way already.
    event.preventDefault();
    halted = false;
    soon(0);
  });
  addEventListener("online", () => soon(0));
  addEventListener("focus", () => soon(0));

  // What was left from before is put back and sent on.
  const left = read().map((e) => ({ ...e, wrong: false }));
  write(left);
  for (const edit of left) {
    const box = ask(edit.item);
    if (box) fill(box, edit);
  }
  if (left.length) {
    say(words.waiting.replace("{count}", left.length), "middle");
    soon(0);
  }

  // j and k lead from criterion to criterion while nobody types.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (event.key !== "j" && event.key !== "k") return;
    const cards = [...document.querySelectorAll("[data-card]")];
    const now = cards.findIndex((c) => c.contains(document.activeElement) || c === document.activeElement);
    const next = cards[Math.max(0, Math.min(cards.length - 1, now + (event.key === "j" ? 1 : -1)))];
    if (next) { next.focus(); next.scrollIntoView({ block: "start" }); }
  });

  // The answers as a spreadsheet: a block from one is pasted over the cells from
  // where the caret is, Enter and the arrows go up and down, and what was pasted or
  // typed is undone cell by cell or block by block.
  const table = form.querySelector("[data-answers]");
  if (table) {
    const parts = ["value", "na", "reason"];
    const rows = [...table.querySelectorAll("[data-item]")];
    const cell = (row, part) => row.querySelector('[data-part="' + part + '"]');
    const stateOf = (one) => (one.type === "checkbox" ? (one.checked ? one.value : "") : one.value);
    const put = (one, value) => {
      if (one.type === "checkbox") one.checked = value !== "";
      else one.value = value;
      one.dispatchEvent(new Event("input", { bubbles: true }));
      one.dataset.was = stateOf(one);
    };
    const past = [], ahead = [];
    const note = (steps) => { past.push(steps); ahead.length = 0; };
    const turn = (from, to) => {
      const steps = from.pop();
      if (!steps) return;
      to.push(steps.map(({ one }) => ({ one, value: stateOf(one) })));
      for (const { one, value } of steps) put(one, value);
      steps[0].one.focus();
      soon(0);
    };
    const fold = (text) => text.normalize("NFC").trim().toLocaleLowerCase("vi");

    // What a pasted text means for an input; undefined when it is on no list.
    const meant = (one, text) => {
      if (one.type === "checkbox") return /^(x|✓|có|yes|true|1)$/i.test(text.trim()) ? one.value : "";
      if (one.tagName !== "SELECT") return text.trim();
      if (text.trim() === "") return "";
      const found = [...one.options].find((o) => o.value !== "" && (fold(o.text) === fold(text) || fold(o.value) === fold(text)));
      return found && found.value;
    };

    table.addEventListener("focusin", (event) => {
      if (event.target.dataset.part) event.target.dataset.was = stateOf(event.target);
    });
    table.addEventListener("change", (event) => {
      const one = event.target;
      if (!one.dataset.part || one.dataset.was === undefined || one.dataset.was === stateOf(one)) return;
      note([{ one, value: one.dataset.was }]);
      one.dataset.was = stateOf(one);
    });
    table.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text/plain");
      if (!event.target.dataset.part || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
      event.preventDefault();
      const block = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
      const top = rows.indexOf(event.target.closest("[data-item]"));
      const left = parts.indexOf(event.target.dataset.part);
      const steps = [];
      for (let r = 0; r < block.length && top + r < rows.length; r++) {
        for (let c = 0; c < block[r].length && left + c < parts.length; c++) {
          const one = cell(rows[top + r], parts[left + c]);
          if (!one || one.disabled) continue;
          const value = meant(one, block[r][c]);
          if (value === undefined) {
            fault(rows[top + r], words.unlisted.replace("{value}", block[r][c].trim().slice(0, 60)));
            continue;
          }
          if (value === stateOf(one)) continue;
          steps.push({ one, value: stateOf(one) });
          put(one, value);
        }
      }
      if (!steps.length) return;
      note(steps);
      say(words.pasted.replace("{count}", steps.length));
      soon(0);
    });
    table.addEventListener("keydown", (event) => {
      const one = event.target;
      if (!one.dataset.part) return;
      const key = event.key.toLowerCase();
      if ((event.ctrlKey || event.metaKey) && (key === "z" || key === "y")) {
        if (key === "z" && !event.shiftKey && one.dataset.was !== stateOf(one)) return; // the browser takes back what is being typed
        event.preventDefault();
        return key === "y" || event.shiftKey ? turn(ahead, past) : turn(past, ahead);
      }
      const list = one.tagName === "SELECT", lines = one.tagName === "TEXTAREA";
      const down = event.key === "Enter" && !event.altKey && !(lines && event.shiftKey) || event.key === "ArrowDown" && !list && !lines;
      const up = event.key === "Enter" && event.shiftKey && !lines || event.key === "ArrowUp" && !list && !lines;
      if (!down && !up || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const at = rows.indexOf(one.closest("[data-item]")) + (up ? -1 : 1);
      const next = rows[at] && cell(rows[at], one.dataset.part);
      if (!next) return;
      next.focus();
      if (next.select) next.select();
    });
  }
}
