// The streaming reader of exceljs over the bench table; prints as xlsx_bench does:
// seconds peak-MB cells bytes damaged (texts with U+FFFD, which the table has none of).
import ExcelJS from 'exceljs';

const start = performance.now();
const reader = new ExcelJS.stream.xlsx.WorkbookReader(process.argv[2], {
  worksheets: 'emit', sharedStrings: 'cache', styles: 'ignore', hyperlinks: 'ignore',
});
let cells = 0, bytes = 0, damaged = 0;
for await (const sheet of reader) {
  for await (const row of sheet) {
    row.eachCell((cell) => {
      const text = String(cell.value);
      cells++;
      bytes += Buffer.byteLength(text);
      if (text.includes('\uFFFD')) damaged++;
    });
  }
}
const seconds = ((performance.now() - start) / 1000).toFixed(3);
console.log(seconds, Math.round(process.resourceUsage().maxRSS / 1024), cells, bytes, damaged);
