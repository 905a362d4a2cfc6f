// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import java.util.List;

/** What is particular to ServiceAccounts. */
final class ServiceAccountStrategy implements ResourceStrategy {

  private static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              TableColumns.name(),
              Columns.text("Secrets", account -> (long) account.at("secrets").size()),
              TableColumns.age()));

  @Override
  public boolean returnsDeletedObject() {
    return true;
  }

  @Override
  public TableColumns columns() {
    return COLUMNS;
  }
}
