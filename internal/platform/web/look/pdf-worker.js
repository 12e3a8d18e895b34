// The worker of pdf.js, which reads a PDF beside the page. It is loaded by pdf.js.
import "pdfjs-dist/legacy/build/pdf.worker.mjs";
