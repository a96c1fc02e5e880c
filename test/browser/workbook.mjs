// A workbook changed by hand, as far as a journey needs it: the texts of the first sheet's cells, and the package put together again.
import { deflateRawSync, inflateRawSync } from 'node:zlib'

const table = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
  return c
})
const crc = (bytes) => (bytes.reduce((sum, byte) => table[(sum ^ byte) & 255] ^ (sum >>> 8), -1) ^ -1) >>> 0

/* Names and contents of a package's entries, by its central directory. */
function entries(zip) {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  const found = []
  for (let at = zip.readUInt32LE(end + 16), n = zip.readUInt16LE(end + 10); n > 0; n--) {
    const [how, size, name, extra, note, where] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32), zip.readUInt32LE(at + 42)]
    const from = where + 30 + zip.readUInt16LE(where + 26) + zip.readUInt16LE(where + 28)
    const packed = zip.subarray(from, from + size)
    found.push({ name: zip.subarray(at + 46, at + 46 + name).toString(), bytes: how === 8 ? inflateRawSync(packed) : packed })
    at += 46 + name + extra + note
  }
  return found
}

function pack(list) {
  const parts = []
  const directory = []
  let at = 0
  for (const { name, bytes } of list) {
    const packed = deflateRawSync(bytes)
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0)
    head.writeUInt16LE(0x800, 2)
    head.writeUInt16LE(8, 4)
    head.writeUInt32LE(crc(bytes), 10)
    head.writeUInt32LE(packed.length, 14)
    head.writeUInt32LE(bytes.length, 18)
    head.writeUInt16LE(Buffer.byteLength(name), 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(at, 10)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), head, Buffer.from(name), packed])
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head, place, Buffer.from(name)]))
    parts.push(local)
    at += local.length
  }
  const all = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(list.length, 4)
  end.writeUInt16LE(list.length, 6)
  end.writeUInt32LE(all.length, 8)
  end.writeUInt32LE(at, 12)
  return Buffer.concat([...parts, all, Buffer.from('PK\x05\x06', 'latin1'), end])
}

/* The workbook with one cell's text written over: the row whose text holds `row`, the cell under the mark `field`. */
export function retype(workbook, row, field, text) {
  const list = entries(workbook)
  const sheet = list.find((entry) => entry.name === 'xl/worksheets/sheet1.xml')
  const xml = sheet.bytes.toString()
  const column = new RegExp(`<c r="([A-Z]+)1"[^>]*><is><t>${field}</t>`).exec(xml)[1]
  const line = [...xml.matchAll(/<row r="(\d+)"[^>]*>.*?<\/row>/gs)].find((found) => found[0].includes(row))
  const cell = `<c r="${column}${line[1]}" t="inlineStr"><is><t>${text}</t></is></c>`
  const old = new RegExp(`<c r="${column}${line[1]}"[^>]*?(?:/>|>.*?</c>)`)
  const next = [...line[0].matchAll(/<c r="([A-Z]+)\d+"/g)].find((found) => found[1].padStart(3) > column.padStart(3))
  const changed = old.test(line[0]) ? line[0].replace(old, cell) : line[0].replace(next[0], cell + next[0])
  sheet.bytes = Buffer.from(xml.replace(line[0], changed))
  return pack(list)
}
