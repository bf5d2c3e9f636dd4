import { performance } from 'node:perf_hooks'
import { test } from 'vitest'
import { makeDirectory, makeSite, runningApp } from '../fixtures/running-app.ts'
test('x', async () => {
  const running = await runningApp(); const site = await makeSite(running)
  const { scim, directory } = await makeDirectory(running, site, 'Vast')
  const d = directory.directoryId
  await running.app.database.inDirectory(site.id, d, async (tx) => { tx.write({name:'',table:'directory_users',text:`insert into directory_users (site_id, directory_id, user_id, user_name_folded, active, resource, created_at, updated_at)
      select $1, $2, gen_random_uuid(), 'vast-' || n, true, '{"schemas":[]}', now(), now() from generate_series(1, $3) n`, values:[site.id,d,50000]}) })
  await running.app.database.readSites({name:'',text:'select refresh_statistics()',values:[]})
  const [rows=[]] = await running.app.database.readInDirectory(site.id, d, [{name:'',text:'select user_id as id from directory_users where site_id=$1 and directory_id=$2',values:[site.id,d]}])
  const ids=(rows as any[]).map(r=>r.id)
  const team=(await scim.createGroup('Everyone', ids.slice(0,10))).json
  running.app.database.onRoundTrip = (q: any) => console.log(Math.round(performance.now()-t0), q.map((x:any)=>x.name||x.text.slice(0,30)).join(' | ').slice(0,200))
  let t0=performance.now()
  const body = JSON.stringify({displayName:'Everyone', members: ids.map((value:string)=>({value, display:'somebody of the company', type:'User'}))})
  const r=await scim.send('PUT', `/Groups/${team.id}?excludedAttributes=members`, body)
  console.log(r.status, performance.now()-t0)
  t0=performance.now()
  await scim.get(`/Groups/${team.id}`); console.log('get', performance.now()-t0)
  t0=performance.now()
  const r2=await scim.send('PUT', `/Groups/${team.id}?excludedAttributes=members`, {displayName:'Everyone',members:[]})
  console.log(r2.status, performance.now()-t0)
  await running.close()
}, 120000)
