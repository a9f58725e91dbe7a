import { describe, expect, test } from 'vitest';
import type { PodTemplateSpec } from '../../apimachinery/types.generated.ts';
import { dumpPodTemplate } from './go-dump.ts';
import { templateHash } from './template-hash.ts';

/** As the server stores it: with the defaults of a template that says only this much. */
function template(app: string, container: object = {}): PodTemplateSpec {
  return {
    metadata: { labels: { app } },
    spec: {
      containers: [
        {
          name: 'c',
          image: 'registry.example.com/app:1',
          resources: {},
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
          imagePullPolicy: 'IfNotPresent',
          ...container,
        },
      ],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      securityContext: {},
      schedulerName: 'default-scheduler',
    },
  };
}

describe('the hash of a pod template', () => {
  // Recorded from a real cluster of 1.34.
  const resources = {
    limits: { cpu: '500m', 'ephemeral-storage': '2G', memory: '1Gi' },
    requests: { cpu: '100m', memory: '128Mi' },
  };
  const cases: readonly [string, PodTemplateSpec, string][] = [
    ['of a container', template('plain'), '7685fb95c4'],
    ['with resources', template('res', { resources }), '699744c5f'],
  ];
  test.each(cases)('is that of a real cluster: %s', (_, spec, hash) => {
    expect(templateHash(spec, undefined)).toBe(hash);
  });

  test('is another one after a collision', () => {
    expect(templateHash(template('plain'), 1)).not.toBe(templateHash(template('plain'), undefined));
  });

  test('is made of what Go shows of its structs', () => {
    const ports = [{ containerPort: 80, protocol: 'TCP' }];
    const livenessProbe = { httpGet: { path: '/', port: 'web', scheme: 'HTTP' } };

    const dump = dumpPodTemplate(template('a', { ports, livenessProbe }));

    expect(dump).toContain('(v1.PodTemplateSpec){ObjectMeta:(v1.ObjectMeta){Name:(string) ');
    expect(dump).toContain(
      'Labels:(map[string]string)map[app:a] Annotations:(map[string]string)<nil>',
    );
    expect(dump).toContain(
      'Ports:([]v1.ContainerPort)[{Name:(string) HostPort:(int32)0 ContainerPort:(int32)80 ' +
        'Protocol:(v1.Protocol)TCP HostIP:(string)}]',
    );
    expect(dump).toContain(
      'LivenessProbe:(*v1.Probe){ProbeHandler:(v1.ProbeHandler){Exec:(*v1.ExecAction)<nil> ' +
        'HTTPGet:(*v1.HTTPGetAction){Path:(string)/ Port:(intstr.IntOrString){Type:(intstr.Type)1 ' +
        'IntVal:(int32)0 StrVal:(string)web}',
    );
  });
});
