// SPDX-License-Identifier: Apache-2.0

package dev.coracle.springboot;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.util.ClassUtils;

/**
 * Gives an application resources of its own where frameworks keep one for all of a JVM: event loops
 * that several Pods used would write each one's lines to the log of the first.
 */
final class OwnResources implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    ClassLoader loader = context.getClassLoader();
    if (ClassUtils.isPresent("reactor.netty.resources.LoopResources", loader)
        && ClassUtils.isPresent("org.springframework.http.client.ReactorResourceFactory", loader)) {
      context.getBeanFactory().addBeanPostProcessor(new OwnEventLoops());
    }
  }

  private static final class OwnEventLoops implements BeanPostProcessor {

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
      if (bean instanceof ReactorResourceFactory resources) {
        resources.setUseGlobalResources(false);
      }
      return bean;
    }
  }
}
