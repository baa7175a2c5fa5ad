/** Keeps the EC2 client apart, so that it is loaded only where something is wrong. */

import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';

export const createEc2 = (configuration: EC2ClientConfig): EC2Client => new EC2Client(configuration);
