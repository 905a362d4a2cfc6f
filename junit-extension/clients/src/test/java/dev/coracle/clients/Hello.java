// SPDX-License-Identifier: Apache-2.0

package dev.coracle.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.program.ContainerContext;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/** A gRPC service of one method, which tells the name of its Pod. */
final class Hello {

  private static final MethodDescriptor<String, String> NAME =
      MethodDescriptor.<String, String>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("hello.Hello/Name")
          .setRequestMarshaller(new Text())
          .setResponseMarshaller(new Text())
          .build();

  private Hello() {}

  static void serve(ContainerContext context) throws IOException {
    ServerServiceDefinition service =
        ServerServiceDefinition.builder("hello.Hello")
            .addMethod(
                NAME,
                ServerCalls.asyncUnaryCall(
                    (String request, io.grpc.stub.StreamObserver<String> answer) -> {
                      answer.onNext(context.pod().name());
                      answer.onCompleted();
                    }))
            .build();
    Server server =
        OkHttpServerBuilder.forPort(context.bindAddress(9090), InsecureServerCredentials.create())
            .addService(service)
            .build()
            .start();
    context.onTerminate(
        () -> {
          server.shutdownNow();
          context.exit(0);
        });
  }

  static String ask(Channel channel) {
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS);
    return ClientCalls.blockingUnaryCall(channel, NAME, options, "");
  }

  /** A text is its bytes. */
  private static final class Text implements MethodDescriptor.Marshaller<String> {

    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
