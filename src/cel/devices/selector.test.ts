import { describe, expect, test } from 'vitest';
import { CompileError } from '../program.ts';
import { compileDeviceSelector, deviceSelectorCostMax } from './selector.ts';

function messageOf(expression: string): string {
  try {
    compileDeviceSelector(expression);
  } catch (error) {
    if (error instanceof CompileError) return error.message.split('\n')[0] ?? '';
    throw error;
  }
  return '';
}

describe('a device selector', () => {
  test.each([
    'device.driver == "dra.example.com"',
    // Nobody knows the type of an attribute before there is a device.
    'device.attributes["dra.example.com"].anything',
    'device.attributes["a"].count > 3',
    'device.attributes["a"].version.isGreaterThan(semver("1.2.3"))',
    'device.capacity["a"].memory.compareTo(quantity("1Gi")) >= 0',
    'cel.bind(dra, device.attributes["dra.example.com"], dra.one && dra.other)',
  ])('compiles: %s', (expression) => {
    expect(messageOf(expression)).toBe('');
  });

  test.each([
    ['device.driver', 'must evaluate to bool or the unknown type, not string'],
    [
      'device.attributes["a"]',
      'must evaluate to bool or the unknown type, not map(string, google.protobuf.Any)',
    ],
    ['dyn(true)', 'must evaluate to bool or the unknown type, not dyn'],
    [
      'device.capacity["a"].memory == 1',
      "compilation failed: ERROR: <input>:1:29: found no matching overload for '_==_' applied to '(kubernetes.Quantity, int)'",
    ],
    [
      'device.allowMultipleAllocations',
      "compilation failed: ERROR: <input>:1:7: undefined field 'allowMultipleAllocations'",
    ],
    [
      'device.attributes["a"].list.all(x, x)',
      "compilation failed: ERROR: <input>:1:23: expression of type 'any' cannot be range of a comprehension (must be list, map, or dynamic)",
    ],
    [
      'cel.bind(1, true, true)',
      'compilation failed: ERROR: <input>:1:10: cel.bind() variable names must be simple identifiers',
    ],
    [
      'cel.bind(x, true)',
      "compilation failed: ERROR: <input>:1:1: undeclared reference to 'cel' (in container '')",
    ],
    [
      '',
      "compilation failed: ERROR: <input>:1:0: Syntax error: mismatched input '<EOF>' expecting " +
        "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}",
    ],
  ])('does not compile: %s', (expression, message) => {
    expect(messageOf(expression)).toBe(message);
  });

  test.each([
    ['device.attributes.all(k, k != "")', true],
    [
      'device.attributes.all(a, device.attributes.all(b, device.attributes.all(c, a.contains(b) || b.contains(c))))',
      false,
    ],
    // The parts of a text may be of any length, as far as the estimate knows.
    ['device.attributes["a"].s.split(",").map(x, x + x).exists(y, y.contains("a"))', false],
    ['device.attributes["a"].s.contains("x")', true],
    ['device.capacity["a"].all(k, k.matches("a"))', true],
  ])('may cost a million: %s', (expression, isCheap) => {
    expect(deviceSelectorCostMax(compileDeviceSelector(expression)) <= 1_000_000).toBe(isCheap);
  });
});
