using Chat.Testing;

[assembly: AssemblyFixture(typeof(ChatSystem))]
// One system, two cores: tests that stop its parts must have it for themselves.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
