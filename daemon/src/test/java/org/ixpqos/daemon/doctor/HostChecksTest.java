package org.ixpqos.daemon.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.ixpqos.daemon.config.DaemonConfig.BufferLimits;
import org.ixpqos.daemon.doctor.Addresses.Held;
import org.ixpqos.daemon.doctor.Finding.Level;
import org.ixpqos.model.ClockState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks that need no configuration, with a kernel and interfaces of the test's own. */
class HostChecksTest {
  @TempDir private Path root;
  private Kernel kernel;

  @BeforeEach
  void kernel() {
    kernel = new Kernel(root);
  }

  private void sysctl(String name, Object value) throws IOException {
    file("proc/sys/" + name.replace('.', '/'), value + "\n");
  }

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static List<Level> levels(Check check) throws InterruptedException {
    return check.findings().stream().map(Finding::level).toList();
  }

  private static Held held(String device, String address) throws IOException {
    return new Held(device, InetAddress.getByName(address), 24, 1500);
  }

  @ParameterizedTest
  @CsvSource({
    "0000000000002000, 1 0, OK", // the service's own
    "000001ffffffffff, 1 0, OK",
    "0000000000000000, 1 0, PROBLEM",
    "0000000000000000, 0 2147483647, WARNING",
    "0000000000000000, 30 30, WARNING", // one of the groups
    "0000000000000000, 31 40, PROBLEM"
  })
  void icmpPermission(String capabilities, String range, Level level) throws Exception {
    file(
        "proc/self/status",
        "Gid:\t20\t20\t20\t20\nGroups:\t20 30 \nCapEff:\t" + capabilities + "\n");
    sysctl("net.ipv4.ping_group_range", range.replace(' ', '\t'));
    assertEquals(List.of(level), levels(new IcmpPermission(kernel)));
  }

  @Test
  void aHostWithOneInterfaceHasNoArpTrouble() throws Exception {
    Addresses one = new Addresses(List.of(held("lo", "127.0.0.1"), held("eth0", "192.0.2.1")));
    assertEquals(List.of(Level.OK), levels(new ArpOnManyInterfaces(kernel, one)));
  }

  private Addresses two(String second) throws IOException {
    return new Addresses(List.of(held("eth0", "192.0.2.1"), held("eth1", second)));
  }

  private void arp(String device, int ignore, int announce, int filter) throws IOException {
    sysctl("net.ipv4.conf." + device + ".arp_ignore", ignore);
    sysctl("net.ipv4.conf." + device + ".arp_announce", announce);
    sysctl("net.ipv4.conf." + device + ".rp_filter", filter);
  }

  @Test
  void twoInterfacesInOneNetworkAnswerForEachOther() throws Exception {
    arp("all", 0, 0, 0);
    arp("eth0", 0, 0, 0);
    arp("eth1", 1, 2, 0);
    List<Finding> findings = new ArpOnManyInterfaces(kernel, two("192.0.2.2")).findings();
    assertEquals(2, findings.size(), findings::toString);
    assertTrue(findings.get(0).found().startsWith("net.ipv4.conf.eth0.arp_ignore = 0"));
    assertTrue(findings.get(1).mend().contains("net.ipv4.conf.eth0.arp_announce = 2"));
  }

  @Test
  void theSettingOfAllCounts() throws Exception {
    arp("all", 1, 2, 2);
    arp("eth0", 0, 0, 1);
    arp("eth1", 0, 0, 0);
    assertEquals(List.of(Level.OK), levels(new ArpOnManyInterfaces(kernel, two("192.0.2.2"))));
  }

  @Test
  void strictReversePathsDropWhatComesInElsewhere() throws Exception {
    arp("all", 0, 0, 1);
    arp("eth0", 0, 0, 0);
    arp("eth1", 0, 0, 2);
    List<Finding> findings = new ArpOnManyInterfaces(kernel, two("198.51.100.1")).findings();
    assertEquals(1, findings.size(), findings::toString);
    assertTrue(findings.get(0).found().contains("eth0.rp_filter = 1"), findings::toString);
  }

  @Test
  void echoRepliesAreNotLimitedByDefault() throws Exception {
    sysctl("net.ipv4.icmp_ratemask", 6168);
    sysctl("net.ipv6.icmp.ratemask", "0-1,3-127");
    assertEquals(List.of(Level.OK), levels(new EchoAnswers(kernel)));
  }

  @Test
  void limitedAndIgnoredEchoesAreEachAProblem() throws Exception {
    sysctl("net.ipv4.icmp_ratemask", 6169);
    sysctl("net.ipv4.icmp_ratelimit", 1000);
    sysctl("net.ipv6.icmp.ratemask", "0-1,3-255");
    sysctl("net.ipv4.icmp_echo_ignore_all", 1);
    List<Finding> findings = new EchoAnswers(kernel).findings();
    assertEquals(3, findings.size(), findings::toString);
    assertTrue(findings.get(1).found().contains("icmp_ratelimit 1000 ms"), findings::toString);
    assertTrue(findings.get(1).mend().contains("net.ipv4.icmp_ratemask = 6168"));
    assertTrue(findings.stream().allMatch(finding -> finding.level() == Level.PROBLEM));
  }

  @ParameterizedTest
  @CsvSource({
    "212992, 10, OK",
    "212992, 166, OK", // 332 replies fit, twice as many as peers
    "212992, 167, WARNING",
    "8388608, 10000, OK"
  })
  void receiveBuffer(long most, int peers, Level level) throws Exception {
    sysctl("net.core.rmem_max", most);
    assertEquals(List.of(level), levels(new ReceiveBuffer(kernel, peers, 8 << 20)));
  }

  @Test
  void theClock() throws Exception {
    assertEquals(
        List.of(Level.OK), levels(new ClockSynchronised(() -> new ClockState(true, 120, false))));
    assertEquals(
        List.of(Level.WARNING),
        levels(new ClockSynchronised(() -> new ClockState(false, 0, false))));
    assertEquals(List.of(Level.OK), levels(new ClockSynchronised(() -> null)));
  }

  @ParameterizedTest
  @CsvSource({"17, OK", "21, OK", "25, OK", "24, WARNING"})
  void java(int feature, Level level) throws Exception {
    assertEquals(List.of(level), levels(new JavaVersion(feature)));
  }

  @ParameterizedTest
  @CsvSource({"256000000, OK", "255999999, WARNING", "20000000, WARNING", "19999999, PROBLEM"})
  void diskSpace(long free, Level level) throws Exception {
    BufferLimits limits = new BufferLimits(root, 256_000_000, Duration.ofDays(7), 1);
    assertEquals(List.of(level), levels(new DiskSpace(limits, directory -> free)));
  }

  @Test
  void aDiskThatCannotBeLookedAtIsAProblem() throws Exception {
    BufferLimits limits = new BufferLimits(root, 256_000_000, Duration.ofDays(7), 1);
    DiskSpace.Free failing =
        directory -> {
          throw new IOException("I/O error");
        };
    assertEquals(List.of(Level.PROBLEM), levels(new DiskSpace(limits, failing)));
    assertTrue(DiskSpace.Free.ofHost().bytes(root.resolve("not/made/yet")) > 0);
  }

  @Test
  void networksAreComparedByTheirPrefix() throws Exception {
    Held one = new Held("a", InetAddress.getByName("10.0.0.1"), 23, 1500);
    Held near = new Held("b", InetAddress.getByName("10.0.1.1"), 23, 1500);
    Held far = new Held("c", InetAddress.getByName("10.0.2.1"), 23, 1500);
    assertEquals(List.of(true, false), Arrays.asList(one.sameNetwork(near), one.sameNetwork(far)));
  }

  /** Java's reading of a whole file asks sysctls twice, and they answer once. */
  @Test
  void aSettingIsReadWhole() {
    Kernel real = new Kernel(Path.of("/"));
    org.junit.jupiter.api.Assumptions.assumeTrue(
        java.nio.file.Files.exists(Path.of("/proc/sys/kernel/osrelease")));
    assertEquals(System.getProperty("os.version"), real.sysctl("kernel.osrelease").orElseThrow());
  }

  @Test
  void theServicesOwnPropertiesAreThoseOfItsUnitAndDropIns() {
    assertEquals(
        List.of(
            "User=ixpqos", "SystemCallFilter=@system-service", "SystemCallFilter=~@privileged @x"),
        AsService.properties(
                """
                [Unit]
                Description=a
                [Service]
                # User=root
                Type=notify
                ExecStart=/usr/bin/ixpqos daemon
                User=ixpqos
                SystemCallFilter=@system-service
                SystemCallFilter=~@privileged \\
                  @x
                [Install]
                WantedBy=b
                """)
            .stream()
            .map(line -> line.replaceAll(" +", " "))
            .toList());
  }

  @Test
  void whatIsWorseAsTheServiceIsReported() {
    List<Finding> here = List.of(Finding.ok("a", "x"), Finding.warning("b", "x", "", ""));
    List<Finding> there =
        List.of(
            Finding.problem("a", "y", "why", "mend"),
            Finding.warning("b", "y", "", ""),
            Finding.ok("c", "z"));
    List<Finding> differences = AsService.differences(here, there);
    assertEquals(1, differences.size(), differences.toString());
    assertEquals("as the service, unlike in this shell: y", differences.get(0).found());
  }
}
