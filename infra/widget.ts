/** The function behind the dashboard's widget: reads reports and silences, answers HTML, and can do nothing else. */

import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Context } from './context.ts';
import { createFunction, createLogGroup, createRole } from './function.ts';
import { allow, guard, logging } from './permissions.ts';

export const widgetLogGroup = '/nlb-doctor/widget';
const timeoutSeconds = 10;
const memoryMegabytes = 256;

export function createWidget(
  scope: Construct,
  { logRetentionDays }: Context,
  key: IKey,
  table: { readonly tableArn: string; readonly tableName: string },
): IFunction {
  const role = createRole(scope, 'WidgetRole', 'nlb-doctor: shows the latest diagnosis on the dashboard');
  const logGroup = createLogGroup(scope, 'WidgetLogs', widgetLogGroup, logRetentionDays, key);
  const readable = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['REPORT#*', 'STATE#*', 'OUTBOX#*', 'SILENCE#*'] } };
  const statements = [allow('Memory', ['dynamodb:Query'], [table.tableArn], readable), ...logging(logGroup.logGroupArn), guard];
  role.addManagedPolicy(
    new ManagedPolicy(scope, 'WidgetPermissions', { description: 'nlb-doctor: reads what the dashboard shows', statements }),
  );
  return createFunction(scope, 'Widget', {
    entry: 'lambda/functions/widget.ts',
    description: 'nlb-doctor: the diagnosis on the dashboard',
    role,
    logGroup,
    memoryMegabytes,
    timeoutSeconds,
    environment: { NLB_DOCTOR_TABLE: table.tableName },
  });
}
