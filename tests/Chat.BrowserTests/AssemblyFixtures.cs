using Chat.BrowserTests;
using Chat.Testing;

[assembly: AssemblyFixture(typeof(ChatSystem))]
[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]
