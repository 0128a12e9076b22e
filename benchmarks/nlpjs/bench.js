// Reads one job (JSON) on stdin, answers it with nlp.js, writes one run (JSON) on stdout.
// The shapes of both are those of benchmarks/worker.py.
'use strict';

const fs = require('node:fs');
const { performance } = require('node:perf_hooks');
const { containerBootstrap } = require('@nlpjs/core');
const { Nlp } = require('@nlpjs/nlp');
const { LangFr } = require('@nlpjs/lang-fr');

const NONE = 'none';
const TOP = 5;

async function main() {
  const job = JSON.parse(fs.readFileSync(0, 'utf8'));
  const start = performance.now();
  const nlp = await learn(job.examples);
  const build = (performance.now() - start) / 1000;
  const answers = [];
  const milliseconds = [];
  for (const message of job.messages) {
    const asked = performance.now();
    const { classifications } = await nlp.classify('fr', message);
    milliseconds.push(performance.now() - asked);
    answers.push(answerOf(classifications));
  }
  const run = { build_seconds: build, peak_mb: peakMb(), milliseconds, answers };
  process.stdout.write(JSON.stringify(run));
}

async function learn(examples) {
  const container = await containerBootstrap();
  container.use(Nlp);
  container.use(LangFr);
  const nlp = container.get('nlp');
  Object.assign(nlp.settings, { autoSave: false, autoLoad: false });
  container.registerConfiguration('nlu-??', { log: false }, false);
  container.registerConfiguration('nlu-fr', { log: false }, false);
  nlp.addLanguage('fr');
  for (const [text, topic] of examples) nlp.addDocument('fr', text, topic);
  await nlp.train();
  return nlp;
}

function answerOf(classifications) {
  const topics = classifications.filter(({ intent, score }) => intent !== NONE && intent !== 'None' && score > 0);
  const none = classifications.find(({ intent }) => intent === NONE);
  return {
    ranking: topics.slice(0, TOP).map(({ intent, score }) => [intent, score]),
    none: none ? none.score : 0,
  };
}

// Not process.resourceUsage(): it counts what the parent process held before exec.
function peakMb() {
  const status = '/proc/self/status';
  if (!fs.existsSync(status)) return process.resourceUsage().maxRSS / 1024;
  return Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(status, 'utf8'))[1]) / 1024;
}

main();
