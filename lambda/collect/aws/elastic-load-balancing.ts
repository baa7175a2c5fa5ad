/** The ELBv2 calls: two lists of everything, tags twenty at a time, and health, which is one call a group. */

import {
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  type Attribute,
  attribute,
  type Listener,
  type LoadBalancer,
  listener,
  loadBalancer,
  type TagDescription,
  type TargetGroup,
  type TargetHealthDescription,
  tagDescription,
  targetGroup,
  targetHealthDescription,
} from '../../snapshot/aws.ts';
import { loadBalancersOperation, namedFiles, regionFiles, targetGroupsOperation } from '../../snapshot/awsFiles.ts';
import { type Budget, within } from '../io/budget.ts';
import { type Pages, readPages } from './shape.ts';

export interface ElbCall {
  readonly client: ElasticLoadBalancingV2Client;
  readonly budget: Budget;
}

const pageSize = 400;

export const listLoadBalancers = ({ client, budget }: ElbCall): Promise<Pages<LoadBalancer>> =>
  readPages({
    operation: loadBalancersOperation,
    shape: loadBalancer,
    read: async (Marker) => {
      const command = new DescribeLoadBalancersCommand({ PageSize: pageSize, Marker });
      const answer = await within(budget, (abortSignal) => client.send(command, { abortSignal }));
      return { items: answer.LoadBalancers, next: answer.NextMarker };
    },
  });

export const listTargetGroups = ({ client, budget }: ElbCall): Promise<Pages<TargetGroup>> =>
  readPages({
    operation: targetGroupsOperation,
    shape: targetGroup,
    read: async (Marker) => {
      const command = new DescribeTargetGroupsCommand({ PageSize: pageSize, Marker });
      const answer = await within(budget, (abortSignal) => client.send(command, { abortSignal }));
      return { items: answer.TargetGroups, next: answer.NextMarker };
    },
  });

/** All targets of one group: the answer has no pages. */
export const readTargetHealth = ({ client, budget }: ElbCall, TargetGroupArn: string): Promise<Pages<TargetHealthDescription>> =>
  readPages({
    operation: namedFiles.targetHealth.operation,
    shape: targetHealthDescription,
    read: async () => {
      const command = new DescribeTargetHealthCommand({ TargetGroupArn });
      const answer = await within(budget, (abortSignal) => client.send(command, { abortSignal }));
      return { items: answer.TargetHealthDescriptions };
    },
  });

/** AWS takes at most 20 ARNs a call. */
export const tagsACall = 20;

export const readTags = ({ client, budget }: ElbCall, ResourceArns: string[]): Promise<Pages<TagDescription>> =>
  readPages({
    operation: regionFiles.tags.operation,
    shape: tagDescription,
    read: async () => {
      const command = new DescribeTagsCommand({ ResourceArns });
      const answer = await within(budget, (abortSignal) => client.send(command, { abortSignal }));
      return { items: answer.TagDescriptions };
    },
  });

export const readListeners = ({ client, budget }: ElbCall, LoadBalancerArn: string): Promise<Pages<Listener>> =>
  readPages({
    operation: namedFiles.listeners.operation,
    shape: listener,
    read: async (Marker) => {
      const command = new DescribeListenersCommand({ LoadBalancerArn, PageSize: pageSize, Marker });
      const answer = await within(budget, (abortSignal) => client.send(command, { abortSignal }));
      return { items: answer.Listeners, next: answer.NextMarker };
    },
  });

export const readLoadBalancerAttributes = ({ client, budget }: ElbCall, LoadBalancerArn: string): Promise<Pages<Attribute>> =>
  readPages({
    operation: namedFiles.loadBalancerAttributes.operation,
    shape: attribute,
    read: async () => {
      const command = new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn });
      const answer = await within(budget, (abortSignal) => client.send(command, { abortSignal }));
      return { items: answer.Attributes };
    },
  });

export const readTargetGroupAttributes = ({ client, budget }: ElbCall, TargetGroupArn: string): Promise<Pages<Attribute>> =>
  readPages({
    operation: namedFiles.targetGroupAttributes.operation,
    shape: attribute,
    read: async () => {
      const command = new DescribeTargetGroupAttributesCommand({ TargetGroupArn });
      const answer = await within(budget, (abortSignal) => client.send(command, { abortSignal }));
      return { items: answer.Attributes };
    },
  });
