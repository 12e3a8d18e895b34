// Only on pages that show a PDF: each [data-pdf] draws the file at that address,
// page after page as they come into view. Nothing in a PDF runs: pdf.js is used
// without its scripting, without forms and without eval.
import { getDocument, GlobalWorkerOptions } from "pdfjs-dist/legacy/build/pdf.mjs";

// How many pages are kept drawn; a page of A4 at 1,000 pixels takes 5.6 MB.
const KEPT = 12;

async function show(box) {
  GlobalWorkerOptions.workerSrc = box.dataset.worker;
  const status = box.querySelector("[data-pdf-status]");
  const first = Math.max(1, parseInt(box.dataset.page, 10) || 1);
  let file;
  try {
    file = await getDocument({ url: box.dataset.pdf, isEvalSupported: false, enableXfa: false, disableAutoFetch: true }).promise;
  } catch (e) {
    status.textContent = e && e.name === "PasswordException" ? box.dataset.locked : box.dataset.broken;
    status.hidden = false;
    return;
  }
  status.hidden = true;
  const drawn = [];
  const draw = async (sheet) => {
    if (sheet.dataset.drawn) return;
    sheet.dataset.drawn = "1";
    const page = await file.getPage(parseInt(sheet.dataset.number, 10));
    const plain = page.getViewport({ scale: 1 });
    const view = page.getViewport({ scale: (sheet.clientWidth / plain.width) * Math.min(devicePixelRatio || 1, 2) });
    sheet.style.aspectRatio = plain.width + " / " + plain.height;
    const canvas = document.createElement("canvas");
    canvas.width = Math.floor(view.width);
    canvas.height = Math.floor(view.height);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", sheet.getAttribute("aria-label"));
    await page.render({ canvasContext: canvas.getContext("2d"), viewport: view, annotationMode: 0 }).promise;
    sheet.replaceChildren(canvas);
    sheet.dataset.drawn = "2";
    drawn.push(sheet);
    if (drawn.length > KEPT) {
      const old = drawn.shift();
      old.replaceChildren();
      delete old.dataset.drawn;
      watch.unobserve(old);
      watch.observe(old);
    }
  };
  const watch = new IntersectionObserver((seen) => {
    for (const one of seen) if (one.isIntersecting) draw(one.target);
  }, { rootMargin: "400px" });
  const sheets = [];
  for (let n = 1; n <= file.numPages; n++) {
    const sheet = document.createElement("div");
    sheet.className = "pdf-page";
    sheet.dataset.number = n;
    sheet.setAttribute("aria-label", box.dataset.word.replace("{page}", n).replace("{pages}", file.numPages));
    sheets.push(sheet);
    if (n > 5000) break; // a browser's list of boxes ends somewhere; the file itself can be fetched
  }
  box.append(...sheets);
  if (first > 1 && sheets[first - 1]) sheets[first - 1].scrollIntoView();
  sheets.forEach((s) => watch.observe(s));
}

document.querySelectorAll("[data-pdf]").forEach(show);
