import { Worker } from 'node:worker_threads';
import { request as httpRequest, Agent } from 'node:http';
import { test } from 'vitest';
import { bindingTo, openEndpointClient, question } from '../../kit/endpoint-client.ts';
test('perf', { timeout: 120000 }, async () => {
  const worker = new Worker(`
    const { createServer } = require('node:http'); const { parentPort } = require('node:worker_threads');
    const c = (delta, f) => 'data: ' + JSON.stringify({id:'cmpl-1',object:'chat.completion.chunk',created:1,model:'m',choices:[{index:0,delta,finish_reason:f}]}) + '\\n\\n';
    const pieces = []; for (let i=0;i<200;i++) pieces.push(Buffer.from(c({reasoning_content:' token'+i}, null)));
    pieces.push(Buffer.from(c({tool_calls:[{index:0,id:'a',function:{name:'f',arguments:'{}'}}]},null)+c({}, 'tool_calls')+'data: [DONE]\\n\\n'));
    const s = createServer((q,r)=>{ q.resume(); q.on('end', async ()=>{ r.writeHead(200,{'content-type':'text/event-stream'}); for (const p of pieces) { r.write(p); await new Promise(setImmediate);} r.end(); }); });
    s.listen(0,'127.0.0.1',()=>parentPort.postMessage(s.address().port));`, { eval: true });
  const port = await new Promise<number>((r) => worker.once('message', r));
  const url = `http://127.0.0.1:${port}/v1`;
  const client = await openEndpointClient();
  const agent = new Agent({ keepAlive: true });
  const body = Buffer.from('{}');
  const floor = () => new Promise<void>((resolve, reject) => {
    let text = '';
    const q = httpRequest(url, { method: 'POST', agent, headers: { 'content-length': 2 } }, (m) => {
      m.setEncoding('utf8');
      m.on('data', (d: string) => { text += d; let at; while ((at = text.indexOf('\n\n')) !== -1) { const e = text.slice(6, at); text = text.slice(at + 2); if (e !== '[DONE]') JSON.parse(e); } });
      m.on('end', resolve); m.on('error', reject);
    }); q.end(body);
  });
  const binding = bindingTo(url);
  const ours = async () => { const o = await client.callModel(question(binding), () => undefined, new AbortController().signal); if (o.verdict !== 'tool_calls') throw new Error(JSON.stringify(o)); };
  const measure = async (f: () => Promise<void>, n: number) => { const t = process.threadCpuUsage(); for (let i = 0; i < n; i++) await f(); const u = process.threadCpuUsage(t); return (u.user + u.system) / 1000 / n; };
  await measure(ours, 100); await measure(floor, 100);
  for (let r = 0; r < 4; r++) console.log('floor', (await measure(floor, 100)).toFixed(2), 'ours', (await measure(ours, 100)).toFixed(2), 'ms cpu/step');
  await client.close(); agent.destroy(); await worker.terminate();
});
