// Has the properties of resources read from what the engine sends, at once and only where somebody asks: by the messages
// of google-protobuf, an object for each value on the way, it takes as long as all the rules together.
"use strict";

/** `Struct` is what the SDK's own copy of google-protobuf has, which is what the framework decodes with. */
exports.readAtOnce = (Struct) => {
  const unread = new WeakMap();
  const { toJavaScript } = Struct.prototype;
  Struct.deserializeBinaryFromReader = (message, reader) => {
    const from = reader.getCursor();
    while (reader.nextField()) reader.skipField();
    unread.set(message, Buffer.from(reader.getBuffer().slice(from, reader.getCursor())));
    return message;
  };
  Struct.prototype.toJavaScript = function () {
    const bytes = unread.get(this);
    return bytes === undefined ? toJavaScript.call(this) : struct(bytes, 0, bytes.length);
  };
};

/**
 * `reader`, @pulumi/policy's own, reads them anew for each rule. Rules only look at what they get, so one reading does for
 * all. Remediations, which change it, keep secrets and read for themselves.
 */
exports.readOnce = (reader) => {
  const { deserializeProperties } = reader;
  const readings = new WeakMap();
  reader.deserializeProperties = (properties, keepSecrets) => {
    if (keepSecrets) return deserializeProperties(properties, keepSecrets);
    if (!readings.has(properties)) readings.set(properties, deserializeProperties(properties, keepSecrets));
    return readings.get(properties);
  };
};

/** A map of names to values, as messages hold them: in the order of the names, whatever order they are sent in. */
function struct(bytes, from, to) {
  const entries = [];
  eachField(bytes, from, to, (_, at, end) => {
    let name = "";
    let read;
    eachField(bytes, at, end, (field, start, stop) => {
      if (field === 1) name = bytes.utf8Slice(start, stop);
      else read = value(bytes, start, stop);
    });
    entries.push([name, read]);
  });
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function list(bytes, from, to) {
  const values = [];
  eachField(bytes, from, to, (_, at, end) => values.push(value(bytes, at, end)));
  return values;
}

/** Of google.protobuf.Value's kinds, by the number of their field. */
const kinds = {
  1: () => null,
  2: (bytes, at) => bytes.readDoubleLE(at),
  3: (bytes, at, end) => bytes.utf8Slice(at, end),
  4: (bytes, at) => bytes[at] !== 0,
  5: struct,
  6: list,
};

function value(bytes, from, to) {
  let read;
  eachField(bytes, from, to, (field, at, end) => (read = kinds[field](bytes, at, end)));
  return read;
}

/** Where the content of each field of a message begins and ends. */
function eachField(bytes, from, to, read) {
  let at = from;
  const varint = () => {
    let number = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++];
      number += (byte & 127) * shift;
      if (byte < 128) return number;
    }
  };
  const lengths = { 0: () => undefined, 1: () => 8, 2: varint, 5: () => 4 };
  while (at < to) {
    const tag = varint();
    const length = lengths[tag & 7]();
    const start = at;
    if (length === undefined) varint();
    else at += length;
    read(tag >> 3, start, at);
  }
}
