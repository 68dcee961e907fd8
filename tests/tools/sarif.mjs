// What SARIF 2.1.0 (OASIS, 2020) demands of the parts we write: required members, closed lists of words, references by
// index and id, and no member the standard does not know.
const known = {
  log: ['version', '$schema', 'runs', 'properties', 'inlineExternalProperties'],
  run: ['tool', 'invocations', 'conversion', 'language', 'versionControlProvenance', 'originalUriBaseIds', 'artifacts', 'logicalLocations', 'graphs', 'results', 'automationDetails', 'runAggregates', 'baselineGuid', 'redactionTokens', 'defaultEncoding', 'defaultSourceLanguage', 'newlineSequences', 'columnKind', 'externalPropertyFileReferences', 'threadFlowLocations', 'taxonomies', 'addresses', 'translations', 'policies', 'webRequests', 'webResponses', 'specialLocations', 'properties'],
  component: ['guid', 'name', 'organization', 'product', 'productSuite', 'shortDescription', 'fullDescription', 'fullName', 'version', 'semanticVersion', 'dottedQuadFileVersion', 'releaseDateUtc', 'downloadUri', 'informationUri', 'globalMessageStrings', 'notifications', 'rules', 'taxa', 'locations', 'language', 'contents', 'isComprehensive', 'localizedDataSemanticVersion', 'minimumRequiredLocalizedDataSemanticVersion', 'associatedComponent', 'translationMetadata', 'supportedTaxonomies', 'properties'],
  rule: ['id', 'deprecatedIds', 'guid', 'deprecatedGuids', 'name', 'deprecatedNames', 'shortDescription', 'fullDescription', 'messageStrings', 'defaultConfiguration', 'helpUri', 'help', 'relationships', 'properties'],
  result: ['ruleId', 'ruleIndex', 'rule', 'kind', 'level', 'message', 'analysisTarget', 'locations', 'guid', 'correlationGuid', 'occurrenceCount', 'partialFingerprints', 'fingerprints', 'stacks', 'codeFlows', 'graphs', 'graphTraversals', 'relatedLocations', 'suppressions', 'baselineState', 'rank', 'attachments', 'hostedViewerUri', 'workItemUris', 'provenance', 'fixes', 'taxa', 'webRequest', 'webResponse', 'properties'],
  location: ['id', 'physicalLocation', 'logicalLocations', 'message', 'annotations', 'relationships', 'properties'],
  logical: ['name', 'index', 'fullyQualifiedName', 'decoratedName', 'parentIndex', 'kind', 'properties'],
  message: ['text', 'markdown', 'id', 'arguments', 'properties'],
};
const levels = ['none', 'note', 'warning', 'error'];
const kinds = ['notApplicable', 'pass', 'fail', 'review', 'open', 'informational'];

export function sarif_faults(log) {
  const out = [];
  const say = (where, what) => out.push(`${where}: ${what}`);
  const members = (where, o, list) => { for (const k of Object.keys(o)) if (!list.includes(k)) say(where, `unknown member ${k}`); };
  const message = (where, m) => { if (!m || (typeof m.text !== 'string' && typeof m.id !== 'string')) say(where, 'a message needs text or id'); else members(where, m, known.message); };
  const text = (where, m) => { if (m !== undefined && typeof m?.text !== 'string') say(where, 'needs text'); };
  members('log', log, known.log);
  if (log.version !== '2.1.0') say('log', 'version must be 2.1.0');
  if (!Array.isArray(log.runs)) return [...out, 'log: runs must be a list'];
  log.runs.forEach((run, r) => {
    const at = `runs/${r}`;
    members(at, run, known.run);
    const driver = run.tool?.driver;
    if (typeof driver?.name !== 'string') { say(at, 'tool.driver.name is missing'); return; }
    members(at + '/driver', driver, known.component);
    const ids = (driver.rules ?? []).map((rule, i) => {
      members(`${at}/rules/${i}`, rule, known.rule);
      if (typeof rule.id !== 'string') say(`${at}/rules/${i}`, 'id is missing');
      for (const part of ['shortDescription', 'fullDescription', 'help']) text(`${at}/rules/${i}/${part}`, rule[part]);
      if (rule.defaultConfiguration?.level && !levels.includes(rule.defaultConfiguration.level)) say(`${at}/rules/${i}`, 'level is none of the words');
      return rule.id;
    });
    if (new Set(ids).size !== ids.length) say(at, 'two rules have the same id');
    if (run.results !== undefined && run.results !== null && !Array.isArray(run.results)) say(at, 'results must be a list');
    for (const [i, result] of (run.results ?? []).entries()) {
      const here = `${at}/results/${i}`;
      members(here, result, known.result);
      message(here, result.message);
      if (result.level !== undefined && !levels.includes(result.level)) say(here, 'level is none of the words');
      if (result.kind !== undefined && !kinds.includes(result.kind)) say(here, 'kind is none of the words');
      if (result.kind !== undefined && result.kind !== 'fail' && result.level !== undefined && result.level !== 'none') say(here, 'only a failure has a level');
      if (result.ruleId !== undefined && !ids.includes(result.ruleId)) say(here, `rule ${result.ruleId} is not among the rules`);
      if (result.ruleIndex !== undefined && ids[result.ruleIndex] !== result.ruleId) say(here, 'ruleIndex and ruleId disagree');
      for (const location of result.locations ?? []) {
        members(here + '/locations', location, known.location);
        for (const logical of location.logicalLocations ?? []) members(here + '/logicalLocations', logical, known.logical);
        const uri = location.physicalLocation?.artifactLocation?.uri;
        if (location.physicalLocation && !location.physicalLocation.artifactLocation && !location.physicalLocation.address) say(here, 'a physical location needs an artifact or an address');
        if (uri !== undefined && !/^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]*$/.test(uri)) say(here, 'a URI with letters that must be escaped');
      }
    }
  });
  return out;
}
