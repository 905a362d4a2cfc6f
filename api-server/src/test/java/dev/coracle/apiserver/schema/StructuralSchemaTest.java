// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.FieldError;
import dev.coracle.api.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class StructuralSchemaTest {

  private static final String SPEC_OF = "{\"properties\": {\"spec\": %s}}";

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        // what the schema names stays, everything else goes
        "{'type':'object','properties':{'a':{}}} | {'a':1,'b':2} | {'a':1} | spec.b",
        "{'type':'object'} | {'a':1} | {} | spec.a",
        "{'type':'array','items':{'type':'object','properties':{'a':{}}}}"
            + " | [{'a':1,'b':2}] | [{'a':1}] | spec[0].b",
        "{'type':'object','additionalProperties':{'type':'object','properties':{'a':{}}}}"
            + " | {'x':{'a':1,'b':2}} | {'x':{'a':1}} | spec.x.b",
        "{'type':'object','additionalProperties':true} | {'x':1,'y':{'a':1}} | {'x':1,'y':{}} | spec.y.a",
        // preserved, but not below what is named
        "{'x-kubernetes-preserve-unknown-fields':true} | {'a':{'b':1}} | {'a':{'b':1}} |",
        "{'x-kubernetes-preserve-unknown-fields':true,"
            + "'properties':{'a':{'type':'object','properties':{'b':{}}}}}"
            + " | {'a':{'b':1,'c':2},'d':{'e':3}} | {'a':{'b':1},'d':{'e':3}} | spec.a.c",
        "{'type':'array','x-kubernetes-preserve-unknown-fields':true,"
            + "'items':{'type':'object','properties':{'a':{'type':'object'}}}}"
            + " | [{'a':{'b':1},'c':2}] | [{'a':{},'c':2}] | spec[0].a.b",
        // a resource inside has its kind and metadata whatever the schema says
        "{'type':'object','x-kubernetes-embedded-resource':true,'properties':{'spec':{}}}"
            + " | {'kind':'Pod','metadata':{'name':'a'},'more':1}"
            + " | {'kind':'Pod','metadata':{'name':'a'}} | spec.more",
      })
  void pruning_removesWhatIsNotNamed(String schema, String spec, String kept, String removed) {
    ObjectNode object = object(spec);
    List<String> paths = new ArrayList<>();

    of(schema).prune(object, paths::add);

    assertThat(object).isEqualTo(object(kept));
    assertThat(String.join(",", paths)).isEqualTo(removed == null ? "" : removed);
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{'properties':{'a':{'default':1}}} | {} | {'a':1}",
        "{'properties':{'a':{'default':1}}} | {'a':2} | {'a':2}",
        "{'properties':{'a':{'default':1}}} | {'a':null} | {'a':1}",
        "{'properties':{'a':{'default':1,'nullable':true}}} | {'a':null} | {'a':null}",
        "{'properties':{'a':{'type':'string'}}} | {'a':null} | {}",
        "{'properties':{'a':{'type':'string','nullable':true}}} | {'a':null} | {'a':null}",
        "{'properties':{'a':{'default':{},'properties':{'b':{'default':2}}}}} | {} | {'a':{'b':2}}",
        "{'properties':{'a':{'properties':{'b':{'default':2}}}}} | {} | {}",
        "{'items':{'properties':{'a':{'default':1}}}} | [{},{'a':2}] | [{'a':1},{'a':2}]",
        "{'items':{'default':5}} | [null] | [5]",
        "{'additionalProperties':{'properties':{'a':{'default':1}}}} | {'x':{}} | {'x':{'a':1}}",
        "{'additionalProperties':{'default':3}} | {'x':null} | {'x':3}",
      })
  void defaults_fillWhatIsAbsent(String schema, String spec, String filled) {
    ObjectNode object = object(spec);

    of(schema).applyDefaults(object);

    assertThat(object).isEqualTo(object(filled));
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{'type':'string'} | 'a' |",
        "{'type':'integer'} | 1.0 |",
        "{'type':'number'} | 1 |",
        "{'type':'string','nullable':true} | null |",
        "{'x-kubernetes-int-or-string':true} | 80 |",
        "{'x-kubernetes-int-or-string':true} | 'http' |",
        "{} | [true] |",
        "{'type':'integer'} | 'a' | spec: Invalid value: \"string\": spec in body must be of type"
            + " integer: \"string\"",
        "{'type':'integer'} | 1.5 | spec: Invalid value: \"number\": spec in body must be of type"
            + " integer: \"number\"",
        "{'type':'string'} | null | spec: Invalid value: \"null\": spec in body must be of type"
            + " string: \"null\"",
        "{'x-kubernetes-int-or-string':true} | true | spec: Invalid value: \"boolean\": spec in body"
            + " must be of type integer,string: \"boolean\"",
        "{'items':{'type':'string'}} | ['a',1] | spec[1]: Invalid value: \"integer\": spec[1] in"
            + " body must be of type string: \"integer\"",
        "{'required':['a']} | {} | spec.a: Required value",
      })
  void check_findsValuesOfOtherTypes(String schema, String spec, String error) {
    List<FieldError> errors = of(schema).check(object(spec));

    assertThat(String.join(",", errors.stream().map(FieldError::toString).toList()))
        .isEqualTo(error == null ? "" : error);
  }

  @Test
  void fingerprint_differsWithTheDocument() {
    StructuralSchema one = of("{'type':'object'}");

    assertThat(one.fingerprint())
        .isEqualTo(of("{'type':'object'}").fingerprint())
        .isNotEqualTo(of("{'type':'string'}").fingerprint());
  }

  private static StructuralSchema of(String specSchema) {
    ObjectNode document = Json.parseObject(json(SPEC_OF.formatted(specSchema)));
    return StructuralSchema.of(document, MessageTypes.named("meta.v1.ObjectMeta"));
  }

  private static ObjectNode object(String spec) {
    return Json.parseObject(
        json("{'kind':'Widget','metadata':{'name':'w'},'spec':%s}".formatted(spec)));
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
