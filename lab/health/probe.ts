/** One health check, as an NLB makes it: a TCP connection, or an HTTP request and its status. */

import { request } from 'node:http';
import { connect } from 'node:net';
import type { TargetGroup } from '../../lambda/snapshot/aws.ts';
import type { Place } from './listeners.ts';

/** @param timeout milliseconds. Never rejects. */
export function probe(group: TargetGroup, place: Place, timeout: number): Promise<boolean> {
  const protocol = group.HealthCheckProtocol ?? 'TCP';
  return protocol === 'HTTP' ? httpProbe(group, place, timeout) : tcpProbe(place, timeout);
}

function tcpProbe({ address, port }: Place, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout });
    const end = (healthy: boolean) => {
      socket.destroy();
      resolve(healthy);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}

function httpProbe(group: TargetGroup, { address, port }: Place, timeout: number): Promise<boolean> {
  const codes = group.Matcher?.HttpCode ?? '200-399';
  return new Promise((resolve) => {
    const asked = request({ host: address, port, path: group.HealthCheckPath ?? '/', timeout, agent: false }, (response) => {
      response.resume();
      resolve(covers(codes, response.statusCode ?? 0));
    });
    asked.on('timeout', () => asked.destroy()).on('error', () => resolve(false));
    asked.end();
  });
}

/** `200`, `200-399`, `200,204` */
export function covers(codes: string, status: number): boolean {
  return codes.split(',').some((part) => {
    const [from = Number.NaN, to = from] = part.split('-').map(Number);
    return status >= from && status <= to;
  });
}
