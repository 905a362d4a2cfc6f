// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * The columns by which a kind is printed as a table.
 *
 * <p>A cell is a string, a number or a boolean; columns of priority 1 are shown with {@code -o
 * wide}.
 */
public record TableColumns(List<Column> columns) {

  /** One column: its heading, the OpenAPI type and format of its cells, and how one is made. */
  public record Column(
      String name,
      String type,
      String format,
      int priority,
      BiFunction<KubeObject, Instant, Object> cell) {

    /** What the column shows, in a sentence. */
    public String description() {
      return ColumnMeanings.of(name);
    }
  }

  /** What every kind has. */
  public static final TableColumns NAME_AND_AGE = new TableColumns(List.of(name(), age()));

  /** These columns of what is made of an object first. */
  TableColumns of(UnaryOperator<KubeObject> view) {
    return new TableColumns(columns.stream().map(column -> of(column, view)).toList());
  }

  private static Column of(Column column, UnaryOperator<KubeObject> view) {
    return new Column(
        column.name(),
        column.type(),
        column.format(),
        column.priority(),
        (object, now) -> column.cell().apply(view.apply(object), now));
  }

  public TableColumns {
    columns = List.copyOf(columns);
  }

  public static Column name() {
    return new Column("Name", "string", "name", 0, (object, now) -> object.name());
  }

  public static Column age() {
    return new Column("Age", "string", "", 0, (object, now) -> age(object, now));
  }

  static String age(KubeObject object, Instant now) {
    if (object.at("metadata", "creationTimestamp").isMissingNode()) {
      return "<unknown>";
    }
    return humanDuration(Duration.between(object.creationTimestamp(), now));
  }

  /** A duration as kubectl prints ages: {@code 5s}, {@code 3m20s}, {@code 4h}, {@code 3d12h}. */
  static String humanDuration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < -1) {
      return "<invalid>";
    }
    if (seconds < 120) {
      return Math.max(0, seconds) + "s";
    }
    long minutes = seconds / 60;
    if (minutes < 10) {
      return two(minutes, "m", seconds % 60, "s");
    }
    if (minutes < 180) {
      return minutes + "m";
    }
    long hours = minutes / 60;
    if (hours < 8) {
      return two(hours, "h", minutes % 60, "m");
    }
    if (hours < 48) {
      return hours + "h";
    }
    long days = hours / 24;
    if (hours < 192) {
      return two(days, "d", hours % 24, "h");
    }
    if (days < 730) {
      return days + "d";
    }
    long years = days / 365;
    return days < 365 * 8 ? two(years, "y", days % 365, "d") : years + "y";
  }

  private static String two(long big, String bigUnit, long small, String smallUnit) {
    return small == 0 ? big + bigUnit : big + bigUnit + small + smallUnit;
  }
}
