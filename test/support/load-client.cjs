"use strict";
/** Sends requests at a steady rate, whether or not they are answered; a process of its own. */
const { Agent, request } = require("node:http");

const [, , url, rate] = process.argv;
const patience = 5000;
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const answers = [];
let underway = 0;
let stopping = false;

function send() {
  const at = Date.now();
  underway += 1;
  const end = (slot, lost) => {
    answers.push({ at, slot, lost });
    underway -= 1;
    if (stopping && underway === 0) process.send(answers);
  };
  let settled = false;
  const once = (slot, lost) => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    end(slot, lost);
  };
  const asked = request(url, { agent }, (response) => {
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (chunk) => (text += chunk));
    response.on("error", (error) => once(undefined, error.message));
    response.on("end", () => {
      if (response.statusCode < 200 || response.statusCode > 299) once(undefined, `status ${response.statusCode}`);
      else once(JSON.parse(text).slot, undefined);
    });
  });
  const timer = setTimeout(() => {
    once(undefined, `no answer within ${patience} ms`);
    asked.destroy();
  }, patience);
  asked.on("error", (error) => once(undefined, error.code ?? error.message));
  asked.end();
}

// Several a tick, so that the rate holds where timers are late.
const began = Date.now();
let sent = 0;
const ticking = setInterval(() => {
  const due = ((Date.now() - began) * Number(rate)) / 1000;
  for (; sent < due; sent++) send();
}, 5);

process.on("message", () => {
  clearInterval(ticking);
  stopping = true;
  if (underway === 0) process.send(answers);
});
process.on("disconnect", () => process.exit());
process.send("started");
