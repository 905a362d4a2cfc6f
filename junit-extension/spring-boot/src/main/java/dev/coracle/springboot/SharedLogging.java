// SPDX-License-Identifier: Apache-2.0

package dev.coracle.springboot;

import java.util.concurrent.Semaphore;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.ContextClosedEvent;

/**
 * The logging of the JVM, which applications in several Pods share: the first sets it up, the
 * others find it so, and none takes it from the others when it ends.
 *
 * <p>While it is set up nothing is logged, so one application at a time comes by.
 */
final class SharedLogging extends LoggingApplicationListener {

  /** Boot's own name of what cleans up when a context stops; private there. */
  private static final String LIFECYCLE = "springBootLoggingLifecycle";

  private static final Semaphore SETTING_UP = new Semaphore(1);

  private boolean holds;

  @Override
  public void onApplicationEvent(ApplicationEvent event) {
    if (event instanceof ContextClosedEvent || event instanceof ApplicationFailedEvent) {
      return;
    }
    if (event instanceof ApplicationStartingEvent) {
      SETTING_UP.acquireUninterruptibly();
      holds = true;
    }
    super.onApplicationEvent(event);
    if (event instanceof ApplicationEnvironmentPreparedEvent) {
      letOthersStart();
    } else if (event instanceof ApplicationPreparedEvent prepared) {
      forgetCleanUp(prepared);
    }
  }

  private static void forgetCleanUp(ApplicationPreparedEvent event) {
    if (event.getApplicationContext().getBeanFactory()
        instanceof DefaultSingletonBeanRegistry beans) {
      beans.destroySingleton(LIFECYCLE);
    }
  }

  /** Called by the thread that starts the application, also where the start fails. */
  void letOthersStart() {
    if (holds) {
      holds = false;
      SETTING_UP.release();
    }
  }
}
