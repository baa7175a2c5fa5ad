/** The summary: what a pager shows. */

import { expect, test } from '@jest/globals';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import { joinTopology } from '../../lambda/topology/join.ts';

const snapshot = readSnapshot('scenarios/seed-incident');
const summaryOf = (clusters = snapshot.clusters) => diagnose(joinTopology({ ...snapshot, clusters })).loadBalancers[0]?.summary;

test('says how much, why, and what clients see', () => {
  expect(summaryOf()).toMatch(/^0 of 10 targets of .* are healthy\. All 5 nodes run .* fails open/);
});

test('says when more than one cluster claims the load balancer, and of which one it speaks', () => {
  const [own] = snapshot.clusters;
  if (own === undefined) throw new Error('the scenario has no cluster');
  expect(summaryOf()).not.toContain('claims');
  expect(summaryOf([own, { ...own, name: 'another', eks: own.eks }])).toMatch(
    /More than one cluster claims it \(another, obs-eu-dev-cluster\); what is said of Kubernetes is read in \S+\.$/,
  );
});
