import type { Expr } from './ast.ts';
import { GrammarRules } from './grammar-rules.ts';
import type { Expectation } from './grammar-sets.ts';
import { FOLLOW, PRODUCTS, RELATIONS, SUMS } from './grammar-sets.ts';
import * as token from './tokens.ts';

/** The rules of the binary operators, from what binds least to what binds most. */
export abstract class OperatorRules extends GrammarRules {
  protected abstract unary(): Expr | undefined;

  /**
   * The rules of operators fail only within their operands. The first operand is read here for all of them, not by
   * one rule calling the next: expressions may go 250 levels deep, and so does the stack.
   */
  protected or(follow: Expectation): Expr | undefined {
    this.cursor.enter('or', follow);
    this.cursor.enter('and', FOLLOW.or);
    this.cursor.enter('relation', FOLLOW.and);
    this.cursor.enter('calc', FOLLOW.relation);
    let expr = this.#calcBehind(this.unary(), 0);
    this.cursor.exit('calc');
    expr = this.#relationBehind(expr);
    this.cursor.exit('relation');
    if (this.is(token.AND)) expr = this.#andBehind(expr);
    this.cursor.exit('and');
    if (this.is(token.OR)) expr = this.#orBehind(expr);
    this.cursor.exit('or');
    return expr;
  }

  #orBehind(first: Expr | undefined): Expr | undefined {
    const terms = [first];
    const at = this.cursor.current.start;
    while (this.is(token.OR)) {
      this.cursor.take();
      terms.push(this.#and());
    }
    return this.build.call(at, '_||_', terms);
  }

  #and(): Expr | undefined {
    this.cursor.enter('and', FOLLOW.or);
    let expr = this.#relation();
    if (this.is(token.AND)) expr = this.#andBehind(expr);
    this.cursor.exit('and');
    return expr;
  }

  #andBehind(first: Expr | undefined): Expr | undefined {
    const terms = [first];
    const at = this.cursor.current.start;
    while (this.is(token.AND)) {
      this.cursor.take();
      terms.push(this.#relation());
    }
    return this.build.call(at, '_&&_', terms);
  }

  #relation(): Expr | undefined {
    this.cursor.enter('relation', FOLLOW.and);
    const expr = this.#relationBehind(this.#calc(FOLLOW.relation, 0));
    this.cursor.exit('relation');
    return expr;
  }

  #relationBehind(first: Expr | undefined): Expr | undefined {
    let left = first;
    for (let levels = 0; ; levels++) {
      const name = RELATIONS.get(this.cursor.current.type);
      if (name === undefined) {
        this.cursor.lessen('relation', levels);
        return left;
      }
      this.cursor.deepen('relation');
      const operator = this.cursor.take();
      this.cursor.enter('relation', FOLLOW.relation);
      const right = this.#calc(FOLLOW.relation, 0);
      this.cursor.exit('relation');
      left = this.build.call(operator.start, name, [left, right]);
    }
  }

  /** @param level 0 takes sums, 2 products, 3 only what binds tighter */
  #calc(follow: Expectation, level: number): Expr | undefined {
    this.cursor.enter('calc', follow);
    const expr = this.#calcBehind(this.unary(), level);
    this.cursor.exit('calc');
    return expr;
  }

  #calcBehind(first: Expr | undefined, level: number): Expr | undefined {
    let left = first;
    for (let levels = 0; ; levels++) {
      const type = this.cursor.current.type;
      const product = level <= 2 ? PRODUCTS.get(type) : undefined;
      const name = product ?? (level <= 1 ? SUMS.get(type) : undefined);
      if (name === undefined) {
        this.cursor.lessen('calc', levels);
        return left;
      }
      this.cursor.deepen('calc');
      const operator = this.cursor.take();
      const right = this.#calc(FOLLOW.calc, product === undefined ? 2 : 3);
      left = this.build.call(operator.start, name, [left, right]);
    }
  }
}
