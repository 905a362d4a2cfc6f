// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Brace expansion, as bash has it and the POSIX shell has not: {@code {1..3}}, {@code {a,b}}. */
public final class Braces {

  private static final Pattern RANGE = Pattern.compile("\\{(-?[0-9]{1,6})\\.\\.(-?[0-9]{1,6})}");
  private static final Pattern CHOICE = Pattern.compile("\\{([^{},]*(?:,[^{},]*)+)}");

  private Braces() {}

  public static List<Word> expand(Word word, boolean bash) {
    if (!bash) {
      return List.of(word);
    }
    for (int i = 0; i < word.parts().size(); i++) {
      if (word.parts().get(i) instanceof Word.Literal literal && !literal.quoted()) {
        List<String> texts = texts(literal.text());
        if (texts.size() > 1) {
          return replaced(word, i, texts);
        }
      }
    }
    return List.of(word);
  }

  private static List<Word> replaced(Word word, int index, List<String> texts) {
    var words = new ArrayList<Word>();
    for (String text : texts) {
      var parts = new ArrayList<>(word.parts());
      parts.set(index, new Word.Literal(text, false));
      words.add(new Word(parts));
    }
    return words;
  }

  private static List<String> texts(String text) {
    Matcher range = RANGE.matcher(text);
    if (range.find()) {
      return around(text, range, range(range.group(1), range.group(2)));
    }
    Matcher choice = CHOICE.matcher(text);
    return choice.find()
        ? around(text, choice, List.of(choice.group(1).split(",", -1)))
        : List.of(text);
  }

  private static List<String> around(String text, Matcher match, List<String> values) {
    var all = new ArrayList<String>();
    for (String value : values) {
      all.addAll(texts(text.substring(0, match.start()) + value + text.substring(match.end())));
    }
    return all;
  }

  private static List<String> range(String first, String last) {
    int from = Integer.parseInt(first);
    int to = Integer.parseInt(last);
    int step = from <= to ? 1 : -1;
    var values = new ArrayList<String>();
    for (int i = from; i != to + step; i += step) {
      values.add(String.valueOf(i));
    }
    return values;
  }
}
