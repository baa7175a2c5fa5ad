/** The environment of the lab wins over what a person has set, and goes again. */

import { expect, test } from '@jest/globals';
import { enter, environmentFor } from '../../lab/environment.ts';

test('profiles, endpoints of single services and roles are put aside, and put back', () => {
  const own = {
    AWS_PROFILE: 'work',
    AWS_ENDPOINT_URL_EC2: 'https://elsewhere',
    AWS_ROLE_ARN: 'arn',
    AWS_REGION: 'us-east-1',
    HOME: '/home/me',
  };
  const environment: Record<string, string | undefined> = { ...own };
  const leave = enter(environmentFor('http://127.0.0.1:1', 'eu-west-2'), environment);
  expect(environment).toMatchObject({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_REGION: 'eu-west-2', HOME: '/home/me' });
  expect(Object.keys(environment)).not.toEqual(expect.arrayContaining(['AWS_PROFILE']));
  expect([environment.AWS_ENDPOINT_URL_EC2, environment.AWS_ROLE_ARN]).toEqual([undefined, undefined]);
  leave();
  expect(environment).toEqual(own);
});
