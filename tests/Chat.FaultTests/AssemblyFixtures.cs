using Chat.Testing;

[assembly: AssemblyFixture(typeof(ChatSystem))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]
