package org.ixpqos.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Which package may use which. The tables are what is, to the arrow: a new arrow is a decision, and
 * is written down here; one that is gone is struck out.
 */
class ArchitectureTest {
  private static final String OURS = "org.ixpqos.";

  /** The modules, as the poms have them. Any package of one may use those of the other. */
  private static final Table MODULES =
      Table.of(
          """
          model:
          config:    model
          service:   model config
          cli:
          engine:
          daemon:    model config service cli engine
          collector: model config service cli
          """);

  /** The packages, and what each uses of its own module. */
  private static final Table PACKAGES =
      Table.of(
          """
          model:
          model.clock:
          model.wire:                          model model.clock

          config:
          config.lists:                        config
          config.cron:                         config.lists

          service:
          service.retry:
          service.delivery:                    service.retry
          service.tls:
          service.http:                        service.tls

          cli:

          engine:
          engine.socket:                       engine
          engine.packet:                       engine engine.socket
          engine.loop:                         engine engine.packet engine.socket
          engine.linux:                        engine engine.loop engine.socket
          engine.resolve:                      engine engine.socket

          daemon.config:
          daemon.buffer:                       daemon.config
          daemon.demo:
          daemon.notice:                       daemon.buffer daemon.config
          daemon.round:                        daemon.buffer daemon.config
          daemon.schedule:                     daemon.config
          daemon.host:                         daemon.buffer daemon.round daemon.schedule
          daemon.upload:                       daemon.buffer daemon.config
          daemon.remote:                       daemon.config daemon.upload
          daemon.setup:                        daemon.config daemon.upload
          daemon.doctor:                       daemon.config daemon.host daemon.setup
          daemon.status:                       daemon.buffer daemon.config daemon.notice daemon.round daemon.schedule daemon.upload
          daemon:                              daemon.buffer daemon.config daemon.host daemon.notice daemon.remote daemon.round daemon.schedule daemon.status daemon.upload
          daemon.command:                      daemon daemon.buffer daemon.config daemon.doctor daemon.host daemon.round daemon.schedule daemon.setup daemon.status

          collector.database:
          collector.model:
          collector.clock:                     collector.model
          collector.incident:                  collector.model
          collector.history:                   collector.incident collector.model
          collector.baseline:                  collector.history collector.model
          collector.http:                      collector.history collector.model
          collector.state:
          collector.access:                    collector.clock collector.http collector.model collector.state
          collector.life:                      collector.model collector.state
          collector.ingest:                    collector.http collector.model
          collector.live:                      collector.clock collector.history collector.model
          collector.history.victoriametrics:   collector.database collector.history collector.live collector.model
          collector.page:                      collector.http
          collector.store.format:              collector.model
          collector.rollup:                    collector.model collector.store.format
          collector.store:                     collector.incident collector.model collector.rollup collector.store.format
          collector.history.sqlite:            collector.history collector.incident collector.model collector.rollup collector.store
          collector.sink:                      collector.database collector.model
          collector.api:                       collector.baseline collector.clock collector.history collector.http collector.incident collector.ingest collector.life collector.live collector.model collector.sink
          collector:                           collector.access collector.api collector.baseline collector.clock collector.history collector.history.sqlite collector.history.victoriametrics collector.http collector.incident collector.ingest collector.life collector.live collector.model collector.page collector.sink collector.store
          collector.command:                   collector collector.access collector.api collector.database collector.http collector.life collector.model collector.sink collector.store
          """);

  /** What others' classes are used where: of these packages and all below them. */
  private static final Table LIBRARIES =
      Table.of(
          """
          java.sql:                      collector.command collector.history.sqlite collector.store daemon.buffer daemon.command
          org.sqlite:                    collector.store daemon.buffer daemon.command
          org.eclipse.jetty:             collector.access collector.http
          com.sun.net.httpserver:        daemon.status
          okhttp3:                       collector.database collector.history.victoriametrics collector.sink daemon.remote daemon.setup daemon.upload service service.http
          java.net.http:                 collector.command daemon.command daemon.demo
          jnr:                           daemon.command daemon.config daemon.demo daemon.host engine.socket service
          org.quartz:                    config.cron daemon daemon.command daemon.schedule
          picocli:                       cli collector.command daemon.command daemon.demo
          io.prometheus:                 collector.api daemon daemon.status
          ch.qos.logback:                cli
          com.github.benmanes.caffeine:  collector.history.victoriametrics collector.http
          """);

  /** Types that no package may use. */
  private static final String[] FORBIDDEN = {
    "java.util.logging..", "sun..", "java.rmi..", "java.awt..", "org.apache.commons.."
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.ixpqos");

  private static String ours(JavaClass one) {
    return one.getPackageName().substring(OURS.length());
  }

  private static String module(String name) {
    return name.split("\\.", 2)[0];
  }

  /** Arrows from package to package; within a module, or from one to another. */
  private static Table arrows(boolean within) {
    Table arrows = new Table();
    for (JavaClass one : CLASSES) {
      arrows.addName(within ? ours(one) : module(ours(one)));
      for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
        JavaClass other = dependency.getTargetClass().getBaseComponentType();
        if (other.getPackageName().startsWith(OURS)) {
          String from = ours(one);
          String to = ours(other);
          boolean same = module(from).equals(module(to));
          if (within && same && !from.equals(to)) {
            arrows.add(from, to);
          } else if (!within && !same) {
            arrows.add(module(from), module(to));
          }
        }
      }
    }
    return arrows;
  }

  private static void assertSame(Table allowed, Table found, String what) {
    assertEquals(Set.of(), found.without(allowed), what + " that the table has not");
    assertEquals(Set.of(), allowed.without(found), what + " that are gone: strike them out");
    assertEquals(allowed.names(), found.names(), what);
  }

  @Test
  void modulesUseWhatTheTableAllows() {
    assertSame(MODULES, arrows(false), "modules");
  }

  @Test
  void packagesUseWhatTheTableAllows() {
    assertSame(PACKAGES, arrows(true), "packages");
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.ixpqos.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  /**
   * What the engine is made of is its own; {@code engine.socket} has what a check of a host asks.
   */
  @Test
  void theEnginesRoomsAreItsOwn() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.ixpqos.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.ixpqos.engine.loop..", "org.ixpqos.engine.packet..")
        .check(CLASSES);
  }

  @Test
  void librariesAreUsedWhereTheTableAllows() {
    Table found = new Table();
    for (JavaClass one : CLASSES) {
      for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
        String other = dependency.getTargetClass().getBaseComponentType().getPackageName();
        LIBRARIES.names().stream()
            .filter(library -> (other + ".").startsWith(library + "."))
            .forEach(library -> found.add(library, ours(one)));
      }
    }
    assertSame(LIBRARIES, found, "libraries");
  }

  @Test
  void nobodyUsesWhatIsForbidden() {
    noClasses().should().dependOnClassesThat().resideInAnyPackage(FORBIDDEN).check(CLASSES);
  }

  /** Only Quartz and certificates use {@link java.util.Date}. */
  @Test
  void timeIsOfJavaTime() {
    Set<String> found = new TreeSet<>();
    for (JavaClass one : CLASSES) {
      for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
        String other = dependency.getTargetClass().getName();
        if (other.equals("java.util.Date") || other.equals("java.util.Calendar")) {
          found.add(ours(one));
        }
      }
    }
    assertEquals(Set.of("collector.http", "config.cron", "daemon.schedule", "service.tls"), found);
  }

  @Test
  void nobodySleepsOrReadsTheWallClockInMilliseconds() {
    noClasses().should().callMethod(Thread.class, "sleep", long.class).check(CLASSES);
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(CLASSES);
  }

  @Test
  void theProcessIsEndedInOnePlace() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("org.ixpqos.cli.Main")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }
}
