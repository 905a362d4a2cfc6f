// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

import dev.coracle.kubelet.shell.syntax.Lexer.Kind;
import dev.coracle.kubelet.shell.syntax.Lexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns the tokens of a script into commands, by recursive descent. */
public final class ShellParser {

  private static final Set<String> CLOSING =
      Set.of("then", "else", "elif", "fi", "do", "done", "esac", "}");
  private static final Set<String> REDIRECTIONS =
      Set.of("<", ">", ">>", "<<", "<<-", "<<<", "<&", ">&", "<>", ">|", "&>", "&>>");

  private final Lexer lexer;
  private Token token;

  ShellParser(Lexer lexer) {
    this.lexer = lexer;
    this.token = lexer.next();
  }

  /**
   * Reads a whole script.
   *
   * @throws ShellSyntaxException if it is none
   */
  public static Command parse(String script) {
    return new ShellParser(new Lexer(script, 0)).script();
  }

  /**
   * Reads a whole script; empty if lines are still missing.
   *
   * @throws ShellSyntaxException if it is none, whatever follows
   */
  static Optional<Command> parseIfComplete(String script) {
    var lexer = new Lexer(script, 0);
    try {
      Command command = new ShellParser(lexer).script();
      return lexer.wantsMore() ? Optional.empty() : Optional.of(command);
    } catch (ShellSyntaxException e) {
      if (e.isIncomplete()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Command script() {
    Command command = list();
    if (token.kind() != Kind.END) {
      throw unexpected("");
    }
    return command;
  }

  /** Reads up to the closing parenthesis of a command substitution. */
  Command untilParenthesis() {
    Command command = list();
    if (!token.is(Kind.OPERATOR, ")")) {
      throw unexpected(")");
    }
    return command;
  }

  int position() {
    return lexer.position();
  }

  private Command list() {
    var items = new ArrayList<Command.Item>();
    skipNewlines();
    while (!endsList()) {
      Command command = andOr();
      boolean background = token.is(Kind.OPERATOR, "&");
      items.add(new Command.Item(command, background));
      if (background || token.is(Kind.OPERATOR, ";") || token.kind() == Kind.NEWLINE) {
        advance();
      } else if (!endsList()) {
        throw unexpected("");
      }
      skipNewlines();
    }
    return new Command.Sequence(items);
  }

  /** A list that may not be empty, as the bodies of compound commands may not. */
  private Command commands() {
    skipNewlines();
    if (token.kind() != Kind.END && endsList()) {
      throw unexpected("");
    }
    return list();
  }

  private boolean endsList() {
    return token.kind() == Kind.END
        || token.is(Kind.OPERATOR, ")")
        || token.is(Kind.OPERATOR, ";;")
        || (token.kind() == Kind.WORD && CLOSING.contains(token.text()));
  }

  private Command andOr() {
    Command command = pipeline();
    while (token.is(Kind.OPERATOR, "&&") || token.is(Kind.OPERATOR, "||")) {
      boolean and = token.text().equals("&&");
      advance();
      skipNewlines();
      Command right = pipeline();
      command = and ? new Command.And(command, right) : new Command.Or(command, right);
    }
    return command;
  }

  private Command pipeline() {
    boolean negated = token.is(Kind.WORD, "!");
    if (negated) {
      advance();
    }
    var stages = new ArrayList<Command>();
    stages.add(command());
    while (token.is(Kind.OPERATOR, "|")) {
      advance();
      skipNewlines();
      stages.add(command());
    }
    Command pipeline = stages.size() == 1 ? stages.get(0) : new Command.Pipeline(stages);
    return negated ? new Command.Not(pipeline) : pipeline;
  }

  private Command command() {
    if (token.is(Kind.OPERATOR, "(")) {
      return redirected(lexer.startsArithmetic() ? arithmetic() : subshell());
    }
    if (token.kind() != Kind.WORD) {
      return simple();
    }
    return switch (token.text()) {
      case "if" -> redirected(ifCommand());
      case "while", "until" -> redirected(loop());
      case "for" -> redirected(forCommand());
      case "case" -> redirected(caseCommand());
      case "{" -> redirected(group());
      case "[[" -> redirected(conditional());
      case "function" -> function();
      default -> {
        if (CLOSING.contains(token.text())) {
          throw unexpected("");
        }
        yield simple();
      }
    };
  }

  private Command simple() {
    var assignments = new ArrayList<Command.Assignment>();
    var words = new ArrayList<Word>();
    var redirects = new ArrayList<Redirect>();
    int line = lexer.line();
    while (true) {
      if (redirection(redirects)) {
        continue;
      }
      if (token.kind() != Kind.WORD) {
        break;
      }
      Token word = advance();
      if (words.isEmpty() && Command.Assignment.isOne(word.text())) {
        assignments.add(Command.Assignment.of(word.word()));
      } else if (words.isEmpty() && token.is(Kind.OPERATOR, "(") && Names.isName(word.text())) {
        return functionBody(word.text());
      } else {
        words.add(word.word());
      }
    }
    if (assignments.isEmpty() && words.isEmpty() && redirects.isEmpty()) {
      throw unexpected("");
    }
    return new Command.Simple(assignments, words, redirects, line);
  }

  private boolean redirection(List<Redirect> redirects) {
    int descriptor = -1;
    if (token.kind() == Kind.IO_NUMBER) {
      descriptor = Integer.parseInt(advance().text());
    }
    if (token.kind() != Kind.OPERATOR || !REDIRECTIONS.contains(token.text())) {
      return false;
    }
    String operator = advance().text();
    if (token.kind() != Kind.WORD && token.kind() != Kind.IO_NUMBER) {
      throw unexpected("");
    }
    int standard = operator.startsWith("<") ? 0 : 1;
    var redirect = new Redirect(descriptor < 0 ? standard : descriptor, operator, token.word());
    if (operator.equals("<<") || operator.equals("<<-")) {
      // Before the next token, which may be the end of the line that the text follows.
      lexer.expect(redirect, token);
    }
    advance();
    redirects.add(redirect);
    return true;
  }

  private Command redirected(Command command) {
    var redirects = new ArrayList<Redirect>();
    while (redirection(redirects)) {
      // Collects all of them.
    }
    return redirects.isEmpty() ? command : new Command.Redirected(command, redirects);
  }

  private Command subshell() {
    advance();
    Command body = commands();
    expectOperator(")");
    return new Command.Subshell(body);
  }

  private Command arithmetic() {
    Word expression = lexer.arithmetic();
    advance();
    return new Command.ArithmeticCommand(expression);
  }

  private Command group() {
    advance();
    Command body = commands();
    expectWord("}");
    return body;
  }

  private Command ifCommand() {
    advance();
    Command condition = commands();
    expectWord("then");
    Command body = commands();
    if (token.is(Kind.WORD, "elif")) {
      return new Command.If(condition, body, ifCommand());
    }
    Command otherwise = Command.NOTHING;
    if (token.is(Kind.WORD, "else")) {
      advance();
      otherwise = commands();
    }
    expectWord("fi");
    return new Command.If(condition, body, otherwise);
  }

  private Command loop() {
    boolean until = advance().text().equals("until");
    Command condition = commands();
    return new Command.Loop(until, condition, doBody());
  }

  private Command forCommand() {
    advance();
    String name = advance().text();
    if (!Names.isName(name)) {
      throw new ShellSyntaxException("bad for loop variable");
    }
    skipNewlines();
    var words = new ArrayList<Word>();
    boolean overArguments = !token.is(Kind.WORD, "in");
    if (!overArguments) {
      advance();
      while (token.kind() == Kind.WORD) {
        words.add(advance().word());
      }
    }
    if (token.is(Kind.OPERATOR, ";")) {
      advance();
    }
    skipNewlines();
    return new Command.For(name, overArguments, words, doBody());
  }

  private Command doBody() {
    expectWord("do");
    Command body = commands();
    expectWord("done");
    return body;
  }

  private Command caseCommand() {
    advance();
    Word subject = advance().word();
    skipNewlines();
    expectWord("in");
    skipNewlines();
    var arms = new ArrayList<Command.Arm>();
    while (!token.is(Kind.WORD, "esac")) {
      arms.add(arm());
      skipNewlines();
    }
    advance();
    return new Command.Case(subject, arms);
  }

  private Command.Arm arm() {
    if (token.is(Kind.OPERATOR, "(")) {
      advance();
    }
    var patterns = new ArrayList<Word>();
    patterns.add(pattern());
    while (token.is(Kind.OPERATOR, "|")) {
      advance();
      patterns.add(pattern());
    }
    expectOperator(")");
    Command body = list();
    if (token.is(Kind.OPERATOR, ";;")) {
      advance();
    } else if (!token.is(Kind.WORD, "esac")) {
      throw unexpected(";;");
    }
    return new Command.Arm(patterns, body);
  }

  private Word pattern() {
    if (token.kind() != Kind.WORD) {
      throw unexpected("");
    }
    return advance().word();
  }

  private Command function() {
    advance();
    String name = advance().text();
    if (token.is(Kind.OPERATOR, "(")) {
      return functionBody(name);
    }
    skipNewlines();
    return new Command.Function(name, command());
  }

  private Command functionBody(String name) {
    expectOperator("(");
    expectOperator(")");
    skipNewlines();
    return new Command.Function(name, command());
  }

  private Command conditional() {
    var parser = new ConditionParser(lexer);
    Command condition = new Command.Conditional(parser.parse());
    advance();
    return condition;
  }

  private void skipNewlines() {
    while (token.kind() == Kind.NEWLINE) {
      advance();
    }
  }

  private Token advance() {
    Token current = token;
    // Nothing is read past the parenthesis that ends a substitution until somebody asks.
    token = lexer.next();
    return current;
  }

  private void expectWord(String word) {
    if (!token.is(Kind.WORD, word)) {
      throw unexpected(word);
    }
    advance();
  }

  private void expectOperator(String operator) {
    if (!token.is(Kind.OPERATOR, operator)) {
      throw unexpected(operator);
    }
    advance();
  }

  private String quoted() {
    return '"' + token.text() + '"';
  }

  /** As ash names tokens: reserved words by themselves, others as words. */
  private static boolean isReserved(String word) {
    return CLOSING.contains(word)
        || List.of("if", "while", "until", "for", "case", "{", "!", "in", "function")
            .contains(word);
  }

  private ShellSyntaxException unexpected(String wanted) {
    String found =
        switch (token.kind()) {
          case END -> "end of file";
          case NEWLINE -> "newline";
          case WORD -> isReserved(token.text()) || wanted.isEmpty() ? quoted() : "word";
          case OPERATOR, IO_NUMBER -> quoted();
        };
    String hint = wanted.isEmpty() ? "" : " (expecting \"" + wanted + "\")";
    return new ShellSyntaxException("unexpected " + found + hint, token.kind() == Kind.END);
  }
}
